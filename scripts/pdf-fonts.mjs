// The fonts of documents (FLOW-10), as single TrueType files by script, and an index of the characters that each has.
// They are made from the packages @fontsource-variable/noto-sans*: WOFF2 is for browsers only.

import { existsSync } from "node:fs"
import { mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import wawoff2 from "wawoff2"

/** In the order in which they are asked: a character is taken from the first that has it. */
const families = [
  "",
  ...["arabic", "hebrew", "thai", "bengali", "gujarati", "gurmukhi", "kannada", "malayalam", "oriya", "sinhala"],
  ...["tamil", "telugu", "khmer", "lao", "myanmar", "armenian", "georgian", "ethiopic", "sc", "jp", "kr", "symbols"],
  "symbols-2",
]
/** Parts that the first family has for all. */
const shared = new Set(["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"])

/** Makes what is not there yet under `outDir`/pdf-fonts. */
/** @param {string} outDir */
export async function makePdfFonts(outDir) {
  const folder = join(outDir, "pdf-fonts")
  await mkdir(folder, { recursive: true })
  const index = []
  for (const family of families) index.push(...(await makeFamily(folder, family)))
  await replace(join(folder, "index.json"), JSON.stringify(index))
}

async function makeFamily(folder, family) {
  const name = family === "" ? "noto-sans" : `noto-sans-${family}`
  // The last one has no weights.
  const [scope, style] = family === "symbols-2" ? ["@fontsource", "400"] : ["@fontsource-variable", "wght"]
  const source = join("node_modules", scope, name)
  const { version } = JSON.parse(await readFile(join(source, "package.json"), "utf8"))
  const subsets = JSON.parse(await readFile(join(source, "unicode.json"), "utf8"))
  const made = []
  for (const [key, ranges] of Object.entries(subsets)) {
    const subset = key.replace(/[[\]]/g, "")
    if (family !== "" && shared.has(subset)) continue
    const file = `${name}-${subset}-${version}`
    const path = join(folder, `${file}.ttf`)
    if (!existsSync(path)) {
      const woff2 = await readFile(join(source, "files", `${name}-${subset}-${style}-normal.woff2`))
      await replace(path, await wawoff2.decompress(woff2))
    }
    made.push({ file, family, ranges: numbersOf(ranges) })
  }
  return made
}

/** `U+0-FF,U+131` as pairs of first and last. */
function numbersOf(ranges) {
  return ranges.split(",").flatMap((range) => {
    const [first, last = first] = range.replace("U+", "").split("-")
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
  })
}

/** Several builds may run at once into one folder: a file is there whole or not at all. */
async function replace(path, contents) {
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, contents)
  await rename(temporary, path)
}
