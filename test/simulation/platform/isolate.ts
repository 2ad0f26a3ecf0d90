import { createHash, webcrypto } from "node:crypto"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { SystemExports } from "../system/entry"
import type { ClassName } from "./objects"
import type { SimulatedProvider } from "./provider"
import type { World } from "./world"

const require = createRequire(import.meta.url)

/** The system's code, ready to be run in a fresh isolate with globals of our choice. */
export type Program = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  globals: Record<string, unknown>,
) => void

class DurableObject {
  constructor(
    readonly ctx: unknown,
    readonly env: unknown,
  ) {}
}

/** One process that runs the system: its own module variables, its own memory. Dies as a whole. */
export class Isolate {
  alive = true
  readonly code: SystemExports
  readonly env: unknown
  private readonly mourners = new Set<() => void>()

  constructor(
    private readonly world: World,
    readonly id: number,
    program: Program,
  ) {
    const module = { exports: {} as unknown }
    program(moduleNamed, module, {
      Date: dateOf(() => world.loop.now),
      crypto: cryptoOf(world),
      scheduler: { wait: (ms: number) => this.guard(world.pause(ms)) },
      console: {
        log: () => undefined,
        warn: () => undefined,
        error: (...args: unknown[]) => world.logged(args),
      },
      fetch: () => Promise.reject(new TypeError("No address can be reached")),
      simulation: {
        sendAll: (messages: Parameters<SimulatedProvider["sendAll"]>[0]) => {
          const copies = structuredClone(messages)
          return world.carry(this, [], "provider", () => world.provider.sendAll(copies))
        },
      },
    })
    this.code = module.exports as SystemExports
    this.env = world.bindingsOf(this)
  }

  makeObject(className: ClassName, ctx: unknown): object {
    const Class = this.code[className] as unknown as new (ctx: unknown, env: unknown) => object
    return new Class(ctx, this.env)
  }

  /** A promise that never comes back to the dead. */
  guard<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => {
          if (this.alive) resolve(value)
        },
        (error: unknown) => {
          if (this.alive) reject(error)
        },
      )
    })
  }

  /** What others do when this one dies; they may think better of it. */
  onDeath(mourn: () => void): () => void {
    this.mourners.add(mourn)
    return mourn
  }

  offDeath(mourn: () => void): void {
    this.mourners.delete(mourn)
  }

  die(): void {
    if (!this.alive) return
    this.alive = false
    this.world.objects.isolateDied(this)
    for (const mourn of this.mourners) mourn()
    this.mourners.clear()
  }
}

const wasm = new Map<string, WebAssembly.Module>()

function moduleNamed(name: string): unknown {
  if (name === "cloudflare:workers") return { DurableObject }
  if (!name.endsWith(".wasm")) return require(name)
  // As the platform does it: an import of WebAssembly gives the compiled module.
  const known = wasm.get(name) ?? new WebAssembly.Module(readFileSync(require.resolve(name)))
  wasm.set(name, known)
  return { __esModule: true, default: known }
}

/** `Date` with the clock of the world. */
function dateOf(now: () => number): typeof Date {
  return class extends Date {
    constructor(...args: unknown[]) {
      super(...((args.length === 0 ? [now()] : args) as [number]))
    }
    static override now(): number {
      return now()
    }
  } as typeof Date
}

/** Randomness that the seed decides; hashes without the real machine's thread pool. */
function cryptoOf(world: World): unknown {
  return {
    getRandomValues: <T extends Uint8Array | Uint32Array>(array: T): T => {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
      for (let i = 0; i < bytes.length; i++) bytes[i] = world.entropy.int(0, 255)
      return array
    },
    randomUUID: () => webcrypto.randomUUID(),
    subtle: {
      digest: (_: string, data: Uint8Array) => {
        const hash = createHash("sha256").update(data).digest()
        return Promise.resolve(hash.buffer.slice(hash.byteOffset, hash.byteOffset + hash.byteLength))
      },
    },
  }
}
