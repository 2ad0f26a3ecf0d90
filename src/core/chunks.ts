/** Cuts a list into parts of `size` items, in order. */
export function slicesOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
}

/**
 * Cuts a list into parts of at most `items` items and about `chars` characters of JSON, in order. An item that is
 * larger by itself gets a part of its own.
 */
export function* chunksOf<T>(all: Iterable<T>, limit: { items: number; chars: number }): Generator<T[]> {
  let chunk: T[] = []
  let chars = 0
  for (const item of all) {
    const length = JSON.stringify(item).length
    if (chunk.length > 0 && (chunk.length >= limit.items || chars + length > limit.chars)) {
      yield chunk
      chunk = []
      chars = 0
    }
    chunk.push(item)
    chars += length
  }
  if (chunk.length > 0) yield chunk
}
