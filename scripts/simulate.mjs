// Bundles the simulator and runs it: the sources are TypeScript, and import each other without extensions.
import { mkdirSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { build } from "esbuild"

const outfile = "test-results/simulation/main.mjs"
mkdirSync("test-results/simulation", { recursive: true })
await build({
  entryPoints: ["test/simulation/main.ts"],
  bundle: true,
  outfile,
  format: "esm",
  platform: "node",
  target: "node24",
  packages: "external",
  sourcemap: "inline",
  logLevel: "error",
})
await import(pathToFileURL(outfile).href)
