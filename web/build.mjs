// Bundles web/ into dist/assets, served from the root of the site: /app.js, /app.css, /flow-editor.css, /message-editor.css, /chunks/*, /fonts/*, /icons.
// Run by wrangler's [build] (dev, deploy) and by `npm run build`. Fails when the scripts of an ordinary page
// outgrow their budget.

import { existsSync } from "node:fs"
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { makePdfFonts } from "../scripts/pdf-fonts.mjs"

const outDir = "dist/assets"
/** What every page loads before islands: app.js with all it imports statically, gzipped. */
const pageScriptMaxBytes = 30 * 1024
/** What a page with an island loads in all, gzipped: app.js and the island with all that it imports. */
const islandScriptMaxBytes = { "flow-editor": 250 * 1024, "message-editor": 60 * 1024 }
const dev = process.env.WRANGLER_COMMAND === "dev"

const headers = `/*
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Resource-Policy: same-origin
  Strict-Transport-Security: max-age=31536000; includeSubDomains
  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
/speculation.json
  Content-Type: application/speculationrules+json
/chunks/*
  Cache-Control: public, max-age=31536000, immutable
/fonts/*
  Cache-Control: public, max-age=31536000, immutable
`

const { metafile, outputFiles } = await build({
  entryPoints: ["web/app.ts", "web/app.css", "web/flow-editor.css", "web/message-editor.css"].filter((path) =>
    existsSync(path),
  ),
  outdir: outDir,
  bundle: true,
  write: false,
  splitting: true,
  format: "esm",
  target: "es2022",
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: !dev,
  sourcemap: dev,
  metafile: true,
  loader: { ".svg": "text", ".woff2": "file" },
  define: { "process.env.NODE_ENV": JSON.stringify(dev ? "development" : "production") },
  logLevel: "warning",
})

const wanted = new Map(
  outputFiles.map((file) => [file.path.slice(join(process.cwd(), outDir).length + 1), file.contents]),
)
wanted.set("_headers", new TextEncoder().encode(headers))
await mkdir(outDir, { recursive: true })
for (const [name, contents] of wanted) await writeChanged(join(outDir, name), contents)
if (existsSync("web/public")) await cp("web/public", outDir, { recursive: true, force: true })
await makePdfFonts(outDir)
if (!dev) await removeStale(wanted)
report()

/** Several servers may build into one folder at a time while serving it: replace whole files, and only changed ones. */
async function writeChanged(path, contents) {
  const present = await readFile(path).catch(() => null)
  if (present?.equals(contents)) return
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, contents)
  await rename(temporary, path)
}

/** Hashed files of earlier builds; not in dev, where a running server may still be asked for them. */
async function removeStale(kept) {
  for (const folder of ["chunks", "fonts"]) {
    for (const name of await readdir(join(outDir, folder)).catch(() => [])) {
      if (!kept.has(`${folder}/${name}`)) await rm(join(outDir, folder, name), { force: true })
    }
  }
}

function report() {
  const gzipped = (name) => gzipSync(wanted.get(name) ?? "").length
  const shown = [...wanted.keys()].filter((name) => /\.(js|css|woff2)$/.test(name))
  console.log(shown.map((name) => `${name} ${(gzipped(name) / 1024).toFixed(1)} KB gz`).join(", "))
  const size = (paths) => [...paths].reduce((sum, path) => sum + gzipped(path.slice(outDir.length + 1)), 0)
  const page = staticImports(`${outDir}/app.js`)
  keepTo(pageScriptMaxBytes, size(page), "a page")
  for (const { kind, path } of metafile.outputs[`${outDir}/app.js`]?.imports ?? []) {
    if (kind !== "dynamic-import") continue
    const bytes = size(staticImports(path, new Set(page)))
    const island = /islands\/([\w-]+)\//.exec(metafile.outputs[path]?.entryPoint ?? "")?.[1] ?? ""
    console.log(`${path.slice(outDir.length + 1)} (${island}) with its page: ${(bytes / 1024).toFixed(1)} KB gz`)
    keepTo(islandScriptMaxBytes[island] ?? pageScriptMaxBytes, bytes, `a page with the island ${island}`)
  }
}

function keepTo(maxBytes, bytes, what) {
  if (dev || bytes <= maxBytes) return
  console.error(`Scripts of ${what} are ${bytes} bytes gzipped; the budget is ${maxBytes}.`)
  process.exitCode = 1
}

function staticImports(path, seen = new Set()) {
  const output = metafile.outputs[path]
  if (!output || seen.has(path)) return seen
  seen.add(path)
  for (const one of output.imports) if (one.kind === "import-statement") staticImports(one.path, seen)
  return seen
}
