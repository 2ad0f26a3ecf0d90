/** Where cards and lines are on the screen: what React Flow draws, as elements. */

export function cardElement(id: string): HTMLElement | null {
  return document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
}

export function lineElement(id: string): SVGElement | null {
  return document.querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"]`)
}

/** Id of the card that has the focus; null: none has. */
export function focusedCard(): string | null {
  return document.activeElement?.closest<HTMLElement>(".react-flow__node")?.dataset.id ?? null
}

/** Id of the line that has the focus; null: none has. */
export function focusedLine(): string | null {
  return document.activeElement?.closest<SVGElement>(".react-flow__edge")?.dataset.id ?? null
}

/** Nothing of it can be seen. */
export function isBeyond(element: Element): boolean {
  const stage = document.querySelector(".canvas-stage")?.getBoundingClientRect()
  const at = element.getBoundingClientRect()
  return !stage || at.right < stage.left || at.left > stage.right || at.bottom < stage.top || at.top > stage.bottom
}

export function isOutOfView(id: string): boolean {
  const stage = document.querySelector(".canvas-stage")?.getBoundingClientRect()
  const at = cardElement(id)?.getBoundingClientRect()
  if (!stage || !at) return false
  return at.left < stage.left || at.right > stage.right || at.top < stage.top || at.bottom > stage.bottom
}
