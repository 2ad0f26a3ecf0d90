/** Every source text of the project by its path from the root (`src/core/ids.ts`). */
const globbed = {
  ...import.meta.glob("../../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob(["../../web/**/*.{ts,tsx,css,mjs}"], { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob("../../test/**/*.{ts,tsx,mjs}", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob(["../../scripts/**/*.mjs", "../../bench/**/*.{mjs,ts}"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
}

export const sources: ReadonlyMap<string, string> = new Map(
  Object.entries(globbed).map(([path, text]) => [fromRoot(path), text]),
)

/** Vite gives paths relative to this folder in their shortest form. */
function fromRoot(path: string): string {
  if (path.startsWith("../../")) return path.slice("../../".length)
  return path.startsWith("../") ? `test/${path.slice("../".length)}` : `test/architecture/${path.slice("./".length)}`
}

export interface Import {
  from: string
  /** Path from the root for our own files, the specifier as written for packages. */
  to: string
  typeOnly: boolean
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(?:(type)\s+)?(?:[\w*{}\s,$]+\s+from\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g

/** The imports and re-exports of one file; `import("x").T` in a type counts as type only by its `typeof`-less use. */
export function importsOf(path: string): Import[] {
  const text = withoutComments(sources.get(path) ?? "")
  return [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? ""
    return { from: path, to: resolve(path, specifier), typeOnly: match[1] === "type" || onlyInlineTypes(match[0]) }
  })
}

/** Text without comments, strings kept; good enough for sources that our own formatter has laid out. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/[^\n]*/g, "$1")
}

function onlyInlineTypes(statement: string): boolean {
  const names = /^\s*import\s*\{([^}]*)\}/.exec(statement)?.[1]
  return !!names && names.split(",").every((name) => !name.trim() || name.trim().startsWith("type "))
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier
  const parts = from.split("/").slice(0, -1)
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== ".") parts.push(part)
  }
  const base = parts.join("/")
  const candidates = [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`, `${base}/index.tsx`]
  return candidates.find((candidate) => sources.has(candidate)) ?? base
}
