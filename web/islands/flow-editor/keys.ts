import { useEffect, useRef } from "preact/hooks"
import type { Direction } from "./walk"

/** What a key asks of the editor. */
export type KeyAct =
  | { act: "walk" | "nudge"; direction: Direction }
  | {
      act:
        | (
            | "open"
            | "connect"
            | "line"
            | "add"
            | "start"
            | "remove"
            | "undo"
            | "redo"
            | "copy"
            | "paste"
            | "duplicate"
            | "all"
          )
        | ("find" | "tidy" | "fit" | "zoomIn" | "zoomOut" | "escape" | "help")
    }

interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

const arrows: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" }
const plain: Record<string, KeyAct> = {
  c: { act: "connect" },
  l: { act: "line" },
  a: { act: "add" },
  s: { act: "start" },
  t: { act: "tidy" },
  f: { act: "fit" },
  "+": { act: "zoomIn" },
  "=": { act: "zoomIn" },
  "-": { act: "zoomOut" },
  "/": { act: "find" },
  "?": { act: "help" },
  Escape: { act: "escape" },
}
const withCtrl: Record<string, KeyAct> = {
  z: { act: "undo" },
  y: { act: "redo" },
  c: { act: "copy" },
  v: { act: "paste" },
  d: { act: "duplicate" },
  a: { act: "all" },
}

/**
 * What a key means, by where it is pressed; null: nothing. Pure.
 * @param where `canvas`: on a card, a line or nowhere; `beside`: on a button of the editor; `panel`: in the side panel
 */
export function keyAct(pressed: Pressed, where: "canvas" | "beside" | "panel"): KeyAct | null {
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key
  if (where === "panel") return key === "Escape" ? { act: "escape" } : null
  if (pressed.ctrlKey || pressed.metaKey) {
    if (pressed.shiftKey && key === "z") return { act: "redo" }
    return pressed.shiftKey || pressed.altKey ? null : (withCtrl[key] ?? null)
  }
  const direction = arrows[key]
  if (direction !== undefined) {
    if (where !== "canvas") return null
    return { act: pressed.altKey ? "nudge" : "walk", direction }
  }
  if (pressed.altKey) return null
  if (where === "canvas") {
    if (key === "Enter") return { act: "open" }
    if (key === "Delete" || key === "Backspace") return { act: "remove" }
  }
  return plain[key] ?? null
}

/** `g` and a letter lead to other pages: that letter is not the editor's. */
const goWaitMs = 1_200

/** Listens for the editor's keys while no field and no dialog has the focus. */
export function useKeys(root: { current: HTMLElement | null }, onAct: (act: KeyAct) => void): void {
  const latest = useRef(onAct)
  latest.current = onAct
  useEffect(() => {
    let goUntil = 0
    const listen = (event: KeyboardEvent) => {
      const where = whereIs(event.target, root.current)
      if (where === null) return
      if (event.key === "g") goUntil = event.timeStamp + goWaitMs
      const act = event.timeStamp < goUntil ? null : keyAct(event, where)
      if (act === null) return
      event.preventDefault()
      event.stopPropagation()
      latest.current(act)
    }
    window.addEventListener("keydown", listen, true)
    return () => window.removeEventListener("keydown", listen, true)
  }, [])
}

function whereIs(target: EventTarget | null, root: HTMLElement | null): "canvas" | "beside" | "panel" | null {
  if (!(target instanceof Element) || document.querySelector("dialog[open]") !== null) return null
  // Nowhere: also what a click on no control gives the focus to.
  if (target.contains(root)) return "canvas"
  if (root === null || !root.contains(target)) return null
  if (target.closest(".canvas-panel") !== null) return "panel"
  if (target.matches("input, textarea, select, [contenteditable]")) return null
  return target.closest(".react-flow") === null || target.matches("button, a") ? "beside" : "canvas"
}
