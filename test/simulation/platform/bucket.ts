import type { Isolate } from "./isolate"
import type { World } from "./world"

interface Kept {
  key: string
  at: number
  bytes: Uint8Array
  customMetadata: Record<string, string>
}

/** The bucket of a world: what was kept, and when each key was first written. */
export class Bucket {
  readonly files = new Map<string, Kept>()

  constructor(private readonly world: World) {}

  /** The R2 binding as one isolate has it. */
  binding(isolate: Isolate): object {
    const carry = <T>(effect: () => T): Promise<T> =>
      this.world.carry(isolate, ["bucketLost", "bucketUnanswered"], "R2", effect)
    return {
      put: (key: string, bytes: Uint8Array, { customMetadata = {} }: { customMetadata?: Record<string, string> }) => {
        const copy = bytes.slice()
        return carry(() => {
          const at = this.files.get(key)?.at ?? this.world.loop.now
          this.files.set(key, { key, at, bytes: copy, customMetadata })
        })
      },
      head: (key: string) => carry(() => this.files.get(key) ?? null),
      list: ({ prefix = "" }: { prefix?: string }) =>
        carry(() => ({ objects: [...this.files.values()].filter(({ key }) => key.startsWith(prefix)) })),
      delete: (keys: string | string[]) =>
        carry(() => {
          for (const key of [keys].flat()) this.files.delete(key)
        }),
    }
  }
}
