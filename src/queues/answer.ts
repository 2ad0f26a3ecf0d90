import { atPointer, pointerParts } from "../core/json-pointer"
import type { Flow } from "../engine/flow"

/** Characters of an answer's JSON that a run keeps. */
const keptCharactersMax = 8_000

/**
 * What a run keeps of an answer: the parsed JSON; of one that is too long, only what the flow's mappings and conditions
 * point at; null when it is no JSON or still too long.
 */
export function keptAnswer(text: string, flow: Flow | null): unknown {
  const body = parsed(text)
  if (sizeOf(body) <= keptCharactersMax) return body
  let kept: unknown = {}
  for (const pointer of flow === null ? [] : pointersOf(flow)) kept = withPart(kept, pointer, atPointer(body, pointer))
  return sizeOf(kept) <= keptCharactersMax ? kept : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // no JSON: nothing that a condition could look into
  }
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length
}

/** Every JSON pointer that the flow's steps look at an answer by. */
function pointersOf(flow: Flow): Set<string> {
  const pointers = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    if ("pointer" in value && typeof value.pointer === "string") pointers.add(value.pointer)
    if ("fact" in value && value.fact === "webService" && "name" in value) pointers.add(String(value.name))
    for (const part of Object.values(value)) visit(part)
  }
  visit(flow.steps)
  return pointers
}

/** A copy with one more part, in objects all the way: a pointer reads them as it reads lists. */
function withPart(into: unknown, pointer: string, part: unknown): unknown {
  const parts = pointerParts(pointer)
  if (parts === null || parts.length === 0 || part === undefined) return into
  const [first, ...rest] = parts
  const object: Record<string, unknown> = { ...(into as object) }
  const inner = rest.map((one) => `/${one.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")
  const present = Object.hasOwn(object, String(first)) ? object[String(first)] : undefined
  const known = typeof present === "object" && present !== null ? present : {}
  Object.defineProperty(object, String(first), {
    value: rest.length === 0 ? part : withPart(known, inner, part),
    enumerable: true,
    configurable: true,
    writable: true,
  })
  return object
}
