import { describe, expect, it } from "vitest"
import { sources, withoutComments } from "./sources"

/** architecture.md "Code style": 400 lines is the end. */
const linesMax = 400
const clockPattern = /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bperformance\.now\(|\bcrypto\.randomUUID\(/
const clockHomes = new Set(["src/core/clock.ts", "src/core/random.ts"])

const ours = [...sources].filter(([path]) => /^(src|web)\//.test(path))

describe("code style", () => {
  it(`no file is longer than ${linesMax} lines`, () => {
    const long = [...sources].map(([path, text]) => [path, text.split("\n").length] as const)
    expect(long.filter(([, lines]) => lines > linesMax)).toEqual([])
  })

  it("clock and randomness are read in core/clock.ts and core/random.ts only (RUN-2)", () => {
    const found = ours.filter(([path, text]) => {
      return path.startsWith("src/") && !clockHomes.has(path) && clockPattern.test(withoutComments(text))
    })
    expect(found.map(([path]) => path)).toEqual([])
  })

  it("wall-clock times are resolved in engine/timing only (TIME-1)", () => {
    const found = ours.filter(([path, text]) => !path.startsWith("src/engine/") && /from "luxon"/.test(text))
    expect(found.map(([path]) => path)).toEqual([])
  })

  it("zod is imported as a namespace, so that what is not used is left out of the bundle", () => {
    const found = ours.filter(([, text]) => /import\s+\{[^}]*\}\s+from "zod"/.test(text))
    expect(found.map(([path]) => path)).toEqual([])
  })

  it("no exports by default but where a platform asks for one", () => {
    const found = ours.filter(([path, text]) => /^export default/m.test(text) && path !== "src/worker.ts")
    expect(found.map(([path]) => path).filter((path) => !path.endsWith(".d.ts"))).toEqual([])
  })

  it("file names are in kebab-case", () => {
    const found = [...sources.keys()].filter((path) => !/^[a-z0-9./-]+$/.test(path))
    expect(found).toEqual([])
  })

  it("nothing is left to be done later", () => {
    const found = ours.filter(([, text]) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text))
    expect(found.map(([path]) => path)).toEqual([])
  })

  it("every test says what it proves without sleeping", () => {
    const tests = [...sources].filter(([path]) => /\.test\.tsx?$/.test(path))
    const found = tests.filter(([path, text]) => !path.includes("style.test") && /setTimeout\(|\.retry\(/.test(text))
    expect(found.map(([path]) => path)).toEqual([])
  })
})
