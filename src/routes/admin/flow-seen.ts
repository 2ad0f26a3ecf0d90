import type { FlowNews } from "../../../web/pages/flow-conflict"
import type { Flow } from "../../engine/flow"

/**
 * What an editor saw of a flow, short enough for a hidden field: a mark of each step. With it a form that comes late can
 * say which steps somebody else has changed since (FLOW-16).
 */
export function seenOf(flow: Flow): string {
  const marks = Object.entries(flow.steps).map(([id, step]) => `${id}:${markOf(JSON.stringify(step))}`)
  return [`${flow.start}!`, ...marks].join(",")
}

/** Which steps are otherwise than they were seen. */
export function newsSince(seen: string, flow: Flow): FlowNews {
  const before = new Map(seen.split(",").flatMap(entryOf))
  const now = new Map(seenOf(flow).split(",").flatMap(entryOf))
  return {
    changed: [...now].filter(([id, mark]) => before.has(id) && before.get(id) !== mark).map(([id]) => id),
    added: [...now.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !now.has(id)),
    start: !seen.startsWith(`${flow.start}!`),
  }
}

function entryOf(text: string): [string, string][] {
  const [id, mark] = text.split(":")
  return id === undefined || mark === undefined ? [] : [[id, mark]]
}

/** FNV-1a: it only has to tell two versions of one step apart. */
function markOf(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}
