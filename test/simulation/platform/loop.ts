import type { Chance } from "./chance"

interface Entry {
  at: number
  tie: number
  order: number
  run: () => void
}

/** Virtual time: owns all waiting. What is due at one instant runs in an order that the seed decides. */
export class Loop {
  /** Events run so far. */
  turns = 0
  private readonly heap: Entry[] = []
  private order = 0

  /**
   * @param now epoch ms at which the world begins
   * @param shuffle decides between events of one instant; null: first come, first served
   */
  constructor(
    public now: number,
    private readonly shuffle: Chance | null,
  ) {}

  /** Runs something at an instant (epoch ms), at once when it has passed. */
  at(at: number, run: () => void): void {
    // Clocks show whole milliseconds.
    const entry = {
      at: Math.max(Math.ceil(at), this.now),
      tie: this.shuffle?.fraction() ?? 0,
      order: this.order++,
      run,
    }
    this.heap.push(entry)
    this.up(this.heap.length - 1)
  }

  after(ms: number, run: () => void): void {
    this.at(this.now + ms, run)
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** The instant of the next event, or null. */
  get next(): number | null {
    return this.heap[0]?.at ?? null
  }

  /** Runs the next event and everything that follows from it at once; false when there is none by `until`. */
  async turn(until: number): Promise<boolean> {
    const entry = this.heap[0]
    if (entry === undefined || entry.at > until) return false
    this.removeFirst()
    this.now = Math.max(this.now, entry.at)
    this.turns++
    entry.run()
    // A macrotask of the real machine: every promise that could go on has gone on by then.
    await new Promise((resolve) => setImmediate(resolve))
    return true
  }

  private removeFirst(): void {
    const last = this.heap.pop()
    if (last === undefined || this.heap.length === 0) return
    this.heap[0] = last
    this.down(0)
  }

  private up(from: number): void {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!this.swapIfEarlier(child, parent)) return
      child = parent
    }
  }

  private down(from: number): void {
    for (let parent = from; ; ) {
      const [left, right] = [parent * 2 + 1, parent * 2 + 2]
      const child = right < this.heap.length && this.isEarlier(right, left) ? right : left
      if (child >= this.heap.length || !this.swapIfEarlier(child, parent)) return
      parent = child
    }
  }

  private isEarlier(a: number, b: number): boolean {
    const [x, y] = [this.heap[a], this.heap[b]]
    if (x === undefined || y === undefined) return false
    if (x.at !== y.at) return x.at < y.at
    return x.tie === y.tie ? x.order < y.order : x.tie < y.tie
  }

  private swapIfEarlier(a: number, b: number): boolean {
    if (!this.isEarlier(a, b)) return false
    const [x, y] = [this.heap[a], this.heap[b]]
    if (x !== undefined && y !== undefined) {
      this.heap[a] = y
      this.heap[b] = x
    }
    return true
  }
}
