import { useReactFlow } from "@xyflow/react"
import { useCallback, useEffect } from "preact/hooks"
import type { Acts } from "./acts"
import type { Moment } from "./dry-run-panel"
import type { FormHost } from "./form-host"
import type { LineEdge, StepNode } from "./graph-view"
import { cardElement, isBeyond, isOutOfView } from "./on-screen"
import { card } from "./place"
import type { useGraph } from "./use-graph"

/** How large a card is at least that one is led to. */
const zoomMin = 0.6
/** How long the canvas takes to move, in ms. */
const glideMs = 200

export interface View {
  /** Selects a step, brings it into view, and gives it the focus. */
  goTo(id: string, focus?: boolean): void
  focusLater(id: string): void
  fit(): void
  zoom(by: "in" | "out"): void
}

interface ViewOf {
  acts: Acts
  graph: ReturnType<typeof useGraph>
  /** The step whose panel is open. */
  opened: string | null
  /** Moments of the dry run that is playing. */
  played: readonly Moment[]
}

/** What of the canvas is in view, and what brings other things there. */
export function useView({ acts, graph, opened, played }: ViewOf): View {
  const canvas = useReactFlow<StepNode, LineEdge>()
  const goTo = useCallback((id: string, focus = true) => {
    graph.select([id])
    const at = acts.positions().get(id)
    if (at) {
      const zoom = Math.max(canvas.getZoom(), zoomMin)
      void canvas.setCenter(at.x + card.width / 2, at.y + card.height / 2, { zoom, duration: glide() })
    }
    if (focus) requestAnimationFrame(() => cardElement(id)?.focus({ preventScroll: true }))
  }, [])

  useEffect(() => {
    const id = location.hash.match(/^#(?:edit|step)-(.+)$/)?.[1]
    if (id !== undefined && acts.positions().has(id)) requestAnimationFrame(() => goTo(id))
  }, [])
  useEffect(() => {
    if (opened === null) return
    // The panel takes its room from the canvas: the card it is about stays in view.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => isOutOfView(opened) && goTo(opened, false)))
    return () => cancelAnimationFrame(frame)
  }, [opened])
  useEffect(() => {
    // A frame of another size (a phone turned): never an empty canvas.
    const resized = () => {
      if ([...document.querySelectorAll(".react-flow__node")].every(isBeyond)) void canvas.fitView({ padding: 0.1 })
    }
    const listen = () => requestAnimationFrame(() => requestAnimationFrame(resized))
    window.addEventListener("resize", listen)
    return () => window.removeEventListener("resize", listen)
  }, [])
  useEffect(() => {
    const at = played.at(-1)
    if (at) goTo(at.stepId, false)
  }, [played])

  return {
    goTo,
    focusLater: (id) => requestAnimationFrame(() => requestAnimationFrame(() => cardElement(id)?.focus())),
    fit: () => void canvas.fitView({ duration: glide(), padding: 0.1 }),
    zoom: (by) => void (by === "in" ? canvas.zoomIn : canvas.zoomOut)({ duration: glide() }),
  }
}

/** On the way out of the editor: what is typed goes now. */
export function useSettling(typing: { current: FormHost | null }): void {
  useEffect(() => {
    const leave = (event: Event) => {
      if (event.target instanceof Element && event.target.closest(".canvas") === null) void typing.current?.settle()
    }
    document.addEventListener("pointerdown", leave, true)
    return () => document.removeEventListener("pointerdown", leave, true)
  }, [])
}

function glide(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : glideMs
}
