import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { Script } from "node:vm"
import { build, type Plugin } from "esbuild"
import type { Program } from "../platform/isolate"

/** A change of the sources: the text `before` stands exactly once in `file`, and becomes `after`. */
export interface Mutation {
  file: string
  before: string
  after: string
}

/** Planted in every world: files of a few lines come in several pieces. */
const everywhere: readonly Mutation[] = [
  { file: "src/services/ingest/split.ts", before: "const pieceChars = 120_000", after: "const pieceChars = 150" },
]

const globals = "Date, crypto, scheduler, console, fetch, simulation, wrapped"

/**
 * Builds the real sources into a program that can be started any number of times.
 * @param root the repository
 * @param bugs to be planted; throws when a text is not where it should be
 */
export async function buildProgram(root: string, bugs: readonly Mutation[]): Promise<Program> {
  const mutations = [...everywhere, ...bugs]
  const planted = new Set<Mutation>()
  const result = await build({
    entryPoints: [resolve(root, "test/simulation/system/entry.ts")],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node24",
    packages: "external",
    external: ["cloudflare:workers"],
    loader: { ".sql": "text", ".svg": "text" },
    logLevel: "silent",
    plugins: [replaced(root), planting(root, mutations, planted)],
  })
  for (const mutation of mutations) {
    if (!planted.has(mutation)) throw new Error(`Nothing was planted in ${mutation.file}: the bundle does not read it.`)
  }
  // Packages are wrapped once for all isolates, not once in each.
  const code = (result.outputFiles[0]?.text ?? "").replace("var __toESM = ", `${wrapOnce}\nvar __wrap = `)
  const script = new Script(`(function (require, module, globals) {\nconst { ${globals} } = globals\n${code}\n})`, {
    filename: "system.cjs",
  })
  return script.runInThisContext() as Program
}

const wrapOnce = `var __toESM = (mod, ...how) => {
  if (!wrapped.has(mod)) wrapped.set(mod, __wrap(mod, ...how))
  return wrapped.get(mod)
}`

/** Modules that have no place in the simulator. */
function replaced(root: string): Plugin {
  const inPlace = new Map([
    [resolve(root, "src/providers/registry.ts"), resolve(root, "test/simulation/system/provider-registry.ts")],
    [resolve(root, "src/platform/backups.ts"), resolve(root, "test/simulation/system/no-backups.ts")],
    [resolve(root, "src/content/pdf/render.ts"), resolve(root, "test/simulation/system/plain-document.ts")],
    [resolve(root, "src/platform/tcp.ts"), resolve(root, "test/simulation/system/no-tcp.ts")],
    [resolve(root, "src/routes/app.ts"), resolve(root, "test/simulation/system/no-routes.ts")],
    [resolve(root, "src/routes/public/tracking.ts"), resolve(root, "test/simulation/system/no-routes.ts")],
  ])
  return {
    name: "replaced",
    setup: ({ onResolve }) => {
      // Pages that the Worker answers by itself come with their icons.
      onResolve({ filter: /\.svg$/ }, ({ path }) => ({ path: resolve(root, "node_modules", path) }))
      onResolve({ filter: /(^|\/)(registry|app|tracking|backups|render|tcp)$/ }, ({ path, resolveDir }) => {
        const found = inPlace.get(`${resolve(resolveDir, path)}.ts`)
        return found === undefined ? undefined : { path: found }
      })
    },
  }
}

function planting(root: string, mutations: readonly Mutation[], planted: Set<Mutation>): Plugin {
  const byFile = Map.groupBy(mutations, ({ file }) => resolve(root, file))
  return {
    name: "planting",
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const here = byFile.get(path)
        if (here === undefined) return undefined
        let contents = await readFile(path, "utf8")
        for (const mutation of here) {
          const parts = contents.split(mutation.before)
          if (parts.length !== 2) {
            throw new Error(`${mutation.file}: found ${parts.length - 1} times, must be once: ${mutation.before}`)
          }
          contents = parts.join(mutation.after)
          planted.add(mutation)
        }
        return { contents, loader: "ts" }
      })
    },
  }
}
