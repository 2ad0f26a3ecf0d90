import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from "@xyflow/react"
import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import { graphOf, type LineEdge, type StepNode } from "./graph-view"
import { same } from "./same"
import type { EditorState } from "./store"
import type { CanvasProps } from "./types"

/** Cards and lines as React Flow has them: what the flow says, with selection and dragging of the moment. */
export function useGraph(props: CanvasProps, state: EditorState, played: readonly { stepId: string; when: string }[]) {
  const { texts, types } = props
  const { flow } = state.history.present
  const drawn = useMemo(
    () => graphOf({ flow, view: state.base, types, texts, numbers: state.numbers, played }),
    [flow, state.base, state.numbers, played],
  )
  const [nodes, setNodes] = useState<StepNode[]>(drawn.nodes)
  const [edges, setEdges] = useState<LineEdge[]>(drawn.edges)
  /** Selection asked for while the cards were not yet there. */
  const wanted = useRef<readonly string[] | null>(null)

  useEffect(() => {
    const chosen = wanted.current
    wanted.current = null
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]))
      return drawn.nodes.map((node) => keep(known.get(node.id), node, chosen))
    })
    setEdges((before) => {
      const picked = new Set(before.filter((edge) => edge.selected).map(({ id }) => id))
      return drawn.edges.map((edge) => (picked.has(edge.id) ? { ...edge, selected: true } : edge))
    })
  }, [drawn])

  const selected = nodes.filter((node) => node.selected).map(({ id }) => id)
  const shownEdges = useMemo(() => {
    const near = new Set(selected)
    // Only lines of the selected steps are stops for the Tab key: with all of them one would never get past.
    return edges.map((edge) => {
      const focusable = near.has(edge.source) || edge.selected === true
      // In small letters, as SVG has it: React Flow’s own `tabIndex` does nothing there.
      return { ...edge, focusable, domAttributes: { tabindex: focusable ? 0 : -1 } as LineEdge["domAttributes"] }
    })
  }, [edges, selected.join()])

  return {
    nodes,
    edges: shownEdges,
    selected,
    selectedLines: edges.filter((edge) => edge.selected),
    select: (ids: readonly string[]) => {
      wanted.current = ids
      setNodes((before) => {
        if (ids.every((id) => before.some((node) => node.id === id))) wanted.current = null
        return before.map((node) =>
          node.selected === ids.includes(node.id) ? node : { ...node, selected: ids.includes(node.id) },
        )
      })
    },
    selectLine: (id: string) => {
      setNodes((before) => before.map((node) => (node.selected ? { ...node, selected: false } : node)))
      setEdges((before) => before.map((edge) => ({ ...edge, selected: edge.id === id })))
    },
    changeNodes: (changes: NodeChange<StepNode>[]) => setNodes((before) => applyNodeChanges(changes, before)),
    changeEdges: (changes: EdgeChange<LineEdge>[]) => setEdges((before) => applyEdgeChanges(changes, before)),
  }
}

/** A card drawn anew keeps what React Flow has measured; one that says the same stays the same object. */
function keep(before: StepNode | undefined, node: StepNode, chosen: readonly string[] | null): StepNode {
  const selected = chosen === null ? before?.selected === true : chosen.includes(node.id)
  if (before === undefined) return { ...node, selected }
  const data = same(before.data, node.data) ? before.data : node.data
  return { ...before, ...node, data, position: before.dragging ? before.position : node.position, selected }
}
