import { render } from "preact"
import { Editor } from "./editor"
import type { EditorProps } from "./types"

/** Starts the message editor in its place on the page. */
export function mount(element: HTMLElement): void {
  const props = JSON.parse(element.dataset.props ?? "{}") as EditorProps
  delete element.dataset.props
  element.replaceChildren()
  render(<Editor {...props} />, element)
}
