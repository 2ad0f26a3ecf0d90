/** Chance that can be replayed: everything a simulated world leaves to luck comes from one of these. */
export interface Chance {
  /** A number in [0, 1). */
  fraction(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** True with probability `p`. */
  hit(p: number): boolean
  pick<T>(items: readonly T[]): T
  /** Another stream of the same seed, so that one use of chance does not disturb another. */
  fork(name: string): Chance
}

/** A seeded stream (sfc32). */
export function chanceOf(seed: string): Chance {
  let [a, b, c, d] = scatter(seed)
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return (t >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) next()
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    fraction: next,
    int,
    hit: (p) => next() < p,
    pick: (items) => {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new Error("Nothing to pick from")
      return item
    },
    fork: (name) => chanceOf(`${seed}/${name}`),
  }
}

function scatter(seed: string): [number, number, number, number] {
  const words: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]
  for (let i = 0; i < seed.length; i++) {
    words[0] = Math.imul(words[0] ^ seed.charCodeAt(i), 0x85ebca6b)
    words[1] = Math.imul(words[1] + words[0], 0xc2b2ae35)
    words[2] = (words[2] ^ (words[1] >>> 13)) | 0
  }
  return words
}
