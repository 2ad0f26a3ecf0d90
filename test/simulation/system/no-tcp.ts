/** Stands in for `src/platform/tcp.ts`: worlds have providers of their own, which are called. */
export function connectTcp(): never {
  throw new Error("The simulator opens no sockets")
}
