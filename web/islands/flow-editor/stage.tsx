import { Background, type Connection, Controls, MiniMap, ReactFlow, useReactFlow } from "@xyflow/react"
import { useEffect, useRef } from "preact/hooks"
import type { Acts } from "./acts"
import type { Point } from "./edits"
import { type LineEdge, type StepNode, typeOf } from "./graph-view"
import { CutLine, Line } from "./line"
import { dragType } from "./palette"
import { card, firstView } from "./place"
import { StepCard } from "./step-card"
import type { CanvasTexts, TypeInfo } from "./types"
import type { useGraph } from "./use-graph"

const nodeTypes = { step: StepCard }
const edgeTypes = { line: Line }

interface StageProps {
  texts: CanvasTexts
  types: TypeInfo[]
  acts: Acts
  graph: ReturnType<typeof useGraph>
  onOpen(id: string): void
  /** A line is taken away. */
  onCut(lineId: string): void
  /** The empty canvas was clicked. */
  onPane(): void
}

/** The canvas itself: cards are dragged, lines are drawn, steps are dropped. */
export function Stage({ texts, types, acts, graph, onOpen, onCut, onPane }: StageProps) {
  const canvas = useReactFlow<StepNode, LineEdge>()
  const frame = useRef<HTMLDivElement>(null)
  useMiddle(frame)
  useEffect(() => {
    const { clientWidth: width, clientHeight: height } = frame.current ?? { clientWidth: 0, clientHeight: 0 }
    void canvas.setViewport(firstView(acts.positions(), acts.start, { width, height }))
  }, [])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    const type = typeOf(types, event.dataTransfer?.getData(dragType) ?? "")
    if (type === undefined) return
    const at = canvas.screenToFlowPosition({ x: event.clientX, y: event.clientY })
    const id = acts.add(type, { after: null, position: { x: at.x - card.width / 2, y: at.y - card.height / 4 } })
    graph.select([id])
    onOpen(id)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the palette's buttons do the same
    <div ref={frame} class="canvas-stage" onDrop={drop} onDragOver={(event) => event.preventDefault()}>
      <CutLine.Provider value={{ label: texts.cut, cut: onCut }}>
        <ReactFlow
          nodes={graph.nodes}
          edges={graph.edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={graph.changeNodes}
          onEdgesChange={graph.changeEdges}
          onConnect={({ source, sourceHandle, target }: Connection) => {
            if (sourceHandle) acts.connect(source, sourceHandle, target)
          }}
          onReconnect={(old: LineEdge, next: Connection) => {
            if (!old.sourceHandle || !next.sourceHandle) return
            const from = { from: old.source, outcome: old.sourceHandle }
            acts.reconnect(from, { from: next.source, outcome: next.sourceHandle, to: next.target })
          }}
          onNodeClick={(event: { shiftKey?: boolean; ctrlKey?: boolean; metaKey?: boolean }, node: StepNode) => {
            if (!event.shiftKey && !event.ctrlKey && !event.metaKey) onOpen(node.id)
          }}
          onNodeDragStop={(_: unknown, __: StepNode, dragged: StepNode[]) => {
            const before = acts.positions()
            const moved = dragged.filter(({ id, position }) => isFar(position, before.get(id)))
            if (moved.length > 0) acts.move(new Map(moved.map(({ id, position }) => [id, position])))
          }}
          onPaneClick={onPane}
          deleteKeyCode={null}
          multiSelectionKeyCode={["Shift", "Meta", "Control"]}
          disableKeyboardA11y
          nodeDragThreshold={3}
          connectionRadius={28}
          minZoom={0.1}
          maxZoom={1.75}
          colorMode="system"
          proOptions={{ hideAttribution: true }}
          ariaLabelConfig={{
            "node.a11yDescription.default": texts.help,
            "edge.a11yDescription.default": texts.help,
            "controls.ariaLabel": texts.flow.controls,
            "controls.zoomIn.ariaLabel": texts.flow.zoomIn,
            "controls.zoomOut.ariaLabel": texts.flow.zoomOut,
            "controls.fitView.ariaLabel": texts.flow.fit,
            "minimap.ariaLabel": texts.flow.minimap,
          }}
        >
          <Background gap={16} />
          <Controls showInteractive={false} />
          <MiniMap
            pannable
            zoomable
            style={{ width: 140, height: 96 }}
            nodeColor="var(--edge)"
            maskColor="color-mix(in srgb, var(--sunken) 70%, transparent)"
          />
        </ReactFlow>
      </CutLine.Provider>
    </div>
  )
}

/** When the panel takes room or gives it back, what was in the middle stays there. */
function useMiddle(frame: { current: HTMLElement | null }): void {
  const { getViewport, setViewport } = useReactFlow()
  useEffect(() => {
    if (frame.current === null) return
    let width = frame.current.clientWidth
    const observer = new ResizeObserver(([entry]) => {
      const now = entry?.target.clientWidth ?? width
      const { x, y, zoom } = getViewport()
      if (now !== width) void setViewport({ x: x + (now - width) / 2, y, zoom })
      width = now
    })
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
}

/** A click is not a drag. */
function isFar(a: Point, b: Point | undefined): boolean {
  return b === undefined || Math.abs(a.x - b.x) > 1 || Math.abs(a.y - b.y) > 1
}
