/** WebAssembly is imported compiled, as the platform wants it. */
declare module "*.wasm" {
  const module: WebAssembly.Module
  export default module
}
