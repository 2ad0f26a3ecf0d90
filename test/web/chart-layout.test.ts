import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { ChartEdge } from "../../web/chart/graph"
import { type ChartLayout, layoutFlow } from "../../web/chart/layout"
import { sizes } from "../../web/chart/sizes"

/** Steps named by index; `ways` lists for each step where its outcomes lead. */
function flow(ways: number[][]) {
  const ids = ways.map((_, i) => `s${i}`)
  const edges = ways.flatMap((targets, i) =>
    targets.map(
      (to, port): ChartEdge => ({ from: `s${i}`, outcome: `o${port}`, to: `s${to}`, port, ports: targets.length }),
    ),
  )
  return { ids, edges }
}

function layoutOf(ways: number[][]): ChartLayout {
  const { ids, edges } = flow(ways)
  return layoutFlow(ids, "s0", edges)
}

const anyFlow = fc
  .integer({ min: 1, max: 14 })
  .chain((n) => fc.array(fc.array(fc.nat({ max: n - 1 }), { maxLength: 3 }), { minLength: n, maxLength: n }))

/** Whether a straight piece runs through the inside of a card. */
function crosses(card: { x: number; y: number }, [ax, ay]: [number, number], [bx, by]: [number, number]): boolean {
  const left = Math.min(ax, bx)
  const right = Math.max(ax, bx)
  const top = Math.min(ay, by)
  const bottom = Math.max(ay, by)
  return left < card.x + sizes.cardWidth && right > card.x && top < card.y + sizes.cardHeight && bottom > card.y
}

describe("flow chart layout", () => {
  it("draws every step once and every line once", () => {
    fc.assert(
      fc.property(anyFlow, (ways) => {
        const layout = layoutOf(ways)
        expect(layout.nodes.map((node) => node.id).sort()).toEqual(flow(ways).ids.sort())
        expect(layout.edges).toHaveLength(ways.flat().length)
      }),
    )
  })

  it("never lays one card over another, and keeps all inside the canvas", () => {
    fc.assert(
      fc.property(anyFlow, (ways) => {
        const { nodes, width, height } = layoutOf(ways)
        for (const [i, a] of nodes.entries()) {
          expect(a.x >= 0 && a.y >= 0 && a.x + sizes.cardWidth <= width && a.y + sizes.cardHeight <= height).toBe(true)
          for (const b of nodes.slice(i + 1)) {
            const apart = Math.abs(a.x - b.x) >= sizes.cardWidth || Math.abs(a.y - b.y) >= sizes.cardHeight
            expect(apart).toBe(true)
          }
        }
      }),
    )
  })

  it("leads lines around cards, not across: loops included", () => {
    fc.assert(
      fc.property(anyFlow, (ways) => {
        const { nodes, edges } = layoutOf(ways)
        for (const { points, edge } of edges) {
          for (const [i, to] of points.slice(1).entries()) {
            const from = points[i] ?? to
            const hit = nodes.find((node) => crosses(node, from, to))
            expect(hit?.id, `${edge.from} → ${edge.to}`).toBeUndefined()
          }
        }
      }),
    )
  })

  it("goes from the lower edge of a card to the upper edge of the next, at right angles", () => {
    fc.assert(
      fc.property(anyFlow, (ways) => {
        const { nodes, edges } = layoutOf(ways)
        const byId = new Map(nodes.map((node) => [node.id, node]))
        for (const { points, edge } of edges) {
          expect(points[0]?.[1]).toBe((byId.get(edge.from)?.y ?? 0) + sizes.cardHeight)
          expect(points.at(-1)?.[1]).toBe(byId.get(edge.to)?.y)
          for (const [i, to] of points.slice(1).entries()) {
            const from = points[i] ?? to
            expect(Math.abs(from[0] - to[0]) < 1 || Math.abs(from[1] - to[1]) < 1).toBe(true)
          }
        }
      }),
    )
  })

  it("marks what nothing leads to", () => {
    const { nodes } = layoutOf([[1], [], [1]])
    expect(nodes.filter((node) => node.unreachable).map((node) => node.id)).toEqual(["s2"])
  })

  it("calls only lines back up loops, those to the own step included", () => {
    const { edges } = layoutOf([[1, 0], [2], [0]])
    const loops = edges.filter((placed) => placed.loop).map(({ edge }) => `${edge.from}${edge.to}`)
    expect(loops.sort()).toEqual(["s0s0", "s2s0"])
  })

  it("UI-3 lays out 200 steps quickly enough to be felt as at once", () => {
    const ways = Array.from({ length: 200 }, (_, i) => [Math.min(199, i + 1), (i * 7) % 200])
    expect(layoutOf(ways).nodes).toHaveLength(200)
  })
})
