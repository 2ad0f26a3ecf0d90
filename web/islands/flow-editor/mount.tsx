import { ReactFlowProvider } from "@xyflow/react"
import { render } from "preact"
import { Editor } from "./editor"
import type { CanvasProps } from "./types"

/** Starts the flow editor in its place on the page. */
export function mount(element: HTMLElement): void {
  const props = JSON.parse(element.dataset.props ?? "{}") as CanvasProps
  delete element.dataset.props
  element.replaceChildren()
  render(
    <ReactFlowProvider>
      <Editor {...props} />
    </ReactFlowProvider>,
    element,
  )
}
