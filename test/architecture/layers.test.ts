import { describe, expect, it } from "vitest"
import { type Layer, layerOf, layers } from "./layers"
import { type Import, importsOf, sources } from "./sources"

const ours = [...sources.keys()].filter((path) => /^(src|web)\//.test(path) && !path.endsWith(".css"))
const inLayers = ours.filter((path) => layers[layerOf(path) ?? ""] && path !== "web/build.mjs")

function breaks(layer: Layer, { to, typeOnly }: Import): boolean {
  const target = layerOf(to)
  if (target) return !layer.may.includes(target) && !(typeOnly && layer.types.includes(target))
  if (/^(src|web)\//.test(to)) return !typeOnly
  return (
    !typeOnly && !layer.packages.some((name) => to === name || to.startsWith(name.endsWith("/") ? name : `${name}/`))
  )
}

describe("layers", () => {
  it("every folder of src is a layer of the table", () => {
    const folders = new Set(ours.flatMap((path) => /^src\/([^/]+)\//.exec(path)?.[1] ?? []))
    expect([...folders].filter((folder) => !layers[folder])).toEqual([])
  })

  it("each layer imports only what the table allows", () => {
    const found = inLayers.flatMap((path) => {
      const layer = layers[layerOf(path) ?? ""]
      return layer ? importsOf(path).filter((one) => breaks(layer, one)) : []
    })
    expect(found.map(({ from, to, typeOnly }) => `${from} → ${to}${typeOnly ? " (type)" : ""}`)).toEqual([])
  })

  it("routes never touch the database", () => {
    const found = ours.filter((path) => path.startsWith("src/routes/")).flatMap(importsOf)
    expect(found.filter(({ to }) => to.startsWith("src/db/") || to.startsWith("drizzle-orm"))).toEqual([])
  })

  it("web imports nothing of src at run time", () => {
    const found = ours.filter((path) => path.startsWith("web/")).flatMap(importsOf)
    expect(found.filter(({ to, typeOnly }) => to.startsWith("src/") && !typeOnly)).toEqual([])
  })

  it("there are no import cycles", () => {
    const edges = new Map(
      ours.map((path) => [path, importsOf(path).flatMap(({ to, typeOnly }) => (typeOnly ? [] : [to]))]),
    )
    expect(findCycle(edges)).toEqual([])
  })
})

/** The first cycle found as a path that ends where it began, or an empty list. */
function findCycle(edges: ReadonlyMap<string, string[]>): string[] {
  const done = new Set<string>()
  const walk = (node: string, trail: string[]): string[] => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node]
    if (done.has(node)) return []
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next, [...trail, node])
      if (cycle.length > 0) return cycle
    }
    done.add(node)
    return []
  }
  for (const node of edges.keys()) {
    const cycle = walk(node, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
