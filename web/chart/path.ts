import { sizes } from "./sizes"

/** An SVG path through right-angled corners, rounded. */
export function roundedPath(points: readonly [number, number][]): string {
  const corners = points.filter((p, i) => i === 0 || p[0] !== points[i - 1]?.[0] || p[1] !== points[i - 1]?.[1])
  return corners
    .map(([x, y], i) => {
      const before = corners[i - 1]
      const after = corners[i + 1]
      if (!before) return `M${n(x)} ${n(y)}`
      if (!after) return `L${n(x)} ${n(y)}`
      const radius = Math.min(sizes.corner, distance(before, [x, y]) / 2, distance([x, y], after) / 2)
      const [ax, ay] = toward([x, y], before, radius)
      const [bx, by] = toward([x, y], after, radius)
      return `L${n(ax)} ${n(ay)}Q${n(x)} ${n(y)} ${n(bx)} ${n(by)}`
    })
    .join("")
}

function distance(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1])
}

function toward(from: [number, number], to: readonly [number, number], by: number): [number, number] {
  return [from[0] + Math.sign(to[0] - from[0]) * by, from[1] + Math.sign(to[1] - from[1]) * by]
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10)
}
