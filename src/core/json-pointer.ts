/** The parts of a JSON pointer (RFC 6901), `""` being the whole; null when it is none. */
export function pointerParts(pointer: string): string[] | null {
  if (pointer === "") return []
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return null
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
}

/** The value that a JSON pointer leads to; undefined when there is none. */
export function atPointer(value: unknown, pointer: string): unknown {
  const parts = pointerParts(pointer)
  if (parts === null) return undefined
  let found = value
  for (const part of parts) {
    if (typeof found !== "object" || found === null) return undefined
    if (Array.isArray(found) && !/^(0|[1-9]\d*)$/.test(part)) return undefined
    if (!Object.hasOwn(found, part)) return undefined
    found = (found as Record<string, unknown>)[part]
  }
  return found
}
