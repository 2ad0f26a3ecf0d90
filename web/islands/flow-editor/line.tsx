import { BaseEdge, type EdgeProps, getSmoothStepPath } from "@xyflow/react"
import { memo } from "preact/compat"
import { roundedPath } from "../../chart/path"
import type { Point } from "./edits"
import type { LineEdge } from "./graph-view"
import { card } from "./place"

/** How far a loop runs straight on before it turns. */
const stub = 22

/** A line from an outcome to a step: down at right angles, or, leading back up, around the cards on a lane of its own. */
export const Line = memo(function Line(props: EdgeProps<LineEdge>) {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, markerEnd } = props
  const lane = data?.lane ?? null
  const bends = data?.bends ?? []
  const path =
    lane === null && bends.length > 0
      ? roundedPath(between([sourceX, sourceY], bends, [targetX, targetY]))
      : lane === null
        ? getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, borderRadius: 8 })[0]
        : roundedPath([
            [sourceX, sourceY],
            [sourceX, sourceY + stub],
            [lane, sourceY + stub],
            [lane, targetY - stub],
            [targetX, targetY - stub],
            [targetX, targetY],
          ])
  return (
    <BaseEdge
      path={path}
      {...(markerEnd === undefined ? {} : { markerEnd })}
      interactionWidth={20}
      style={{
        ...(lane === null ? {} : { strokeDasharray: "5 4" }),
        ...(data?.played ? { stroke: "var(--accent)", strokeWidth: 3 } : {}),
      }}
    />
  )
})

type Corner = [number, number]

/** Down to the middle of the gap below each row, across, and on. */
function between(source: Corner, bends: readonly Point[], target: Corner): Corner[] {
  const half = (card.height + card.rowGap) / 2
  const corners: Corner[] = [source]
  let x = source[0]
  for (const bend of bends) {
    corners.push([x, bend.y - half], [bend.x, bend.y - half])
    x = bend.x
  }
  const last = target[1] - card.rowGap / 2
  return [...corners, [x, last], [target[0], last], target]
}
