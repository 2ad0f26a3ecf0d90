import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "@xyflow/react"
import { createContext } from "preact"
import { memo } from "preact/compat"
import { useContext } from "preact/hooks"
import { roundedPath } from "../../chart/path"
import { Icon } from "../../components/icon"
import type { Point } from "./edits"
import type { LineEdge } from "./graph-view"
import { card } from "./place"

/** How far a loop runs straight on before it turns. */
const stub = 22

/** What the button on a selected line is called and does. */
export const CutLine = createContext({ label: "", cut: (_lineId: string) => {} })

/** A line from an outcome to a step: down at right angles, or, leading back up, around the cards on a lane of its own. */
export const Line = memo(function Line(props: EdgeProps<LineEdge>) {
  const { data, markerEnd } = props
  const lane = data?.lane ?? null
  const { path, middle } = wayOf(props)
  return (
    <>
      <BaseEdge
        path={path}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        interactionWidth={20}
        style={{
          ...(lane === null ? {} : { strokeDasharray: "5 4" }),
          ...(data?.played ? { stroke: "var(--accent)", strokeWidth: 3 } : {}),
        }}
      />
      {props.selected && <CutButton lineId={props.id} at={middle} />}
    </>
  )
})

/** For the mouse and the finger; the Delete key does the same. */
function CutButton({ lineId, at }: { lineId: string; at: Point }) {
  const { label, cut } = useContext(CutLine)
  return (
    <EdgeLabelRenderer>
      <button
        class="canvas-cut nodrag nopan"
        type="button"
        title={label}
        style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
        onClick={() => cut(lineId)}
      >
        <Icon name="close" />
        <span class="visually-hidden">{label}</span>
      </button>
    </EdgeLabelRenderer>
  )
}

/** The line's path, and the point of it that one would call its middle. */
function wayOf(props: EdgeProps<LineEdge>): { path: string; middle: Point } {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data } = props
  const lane = data?.lane ?? null
  const bends = data?.bends ?? []
  const bend = bends[Math.floor(bends.length / 2)]
  if (lane === null && bend !== undefined) {
    return { path: roundedPath(between([sourceX, sourceY], bends, [targetX, targetY])), middle: bend }
  }
  if (lane === null) {
    const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition }
    const [path, x, y] = getSmoothStepPath({ ...ends, borderRadius: 8 })
    return { path, middle: { x, y } }
  }
  const path = roundedPath([
    [sourceX, sourceY],
    [sourceX, sourceY + stub],
    [lane, sourceY + stub],
    [lane, targetY - stub],
    [targetX, targetY - stub],
    [targetX, targetY],
  ])
  return { path, middle: { x: lane, y: (sourceY + targetY) / 2 } }
}

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
