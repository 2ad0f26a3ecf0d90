import { BaseEdge, type EdgeProps, getSmoothStepPath } from "@xyflow/react"
import { memo } from "preact/compat"
import { roundedPath } from "../../chart/path"
import type { LineEdge } from "./graph-view"

/** How far a loop runs straight on before it turns. */
const stub = 22

/** A line from an outcome to a step: down at right angles, or, leading back up, around the cards on a lane of its own. */
export const Line = memo(function Line(props: EdgeProps<LineEdge>) {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, markerEnd } = props
  const lane = data?.lane ?? null
  const path =
    lane === null
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
