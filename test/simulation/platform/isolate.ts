import { createHash, createHmac, webcrypto } from "node:crypto"
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
      wrapped,
      Date: dateOf(() => world.loop.now),
      crypto: cryptoOf(world),
      scheduler: { wait: (ms: number) => this.guard(world.pause(ms)) },
      console: {
        log: () => undefined,
        warn: () => undefined,
        error: (...args: unknown[]) => world.logged(args),
      },
      fetch: async (input: unknown, init?: { headers?: HeadersInit }) => {
        const url = String(input instanceof Request ? input.url : input)
        const headers = new Headers(input instanceof Request ? input.headers : init?.headers)
        return await world.carry(this, [], "fetch", () => world.provider.call(url, headers))
      },
      simulation: {
        sendAll: async (messages: Parameters<SimulatedProvider["sendAll"]>[0]) => {
          const copies = structuredClone(messages)
          if (world.faults.hit("providerSlow")) await this.guard(world.pause(world.faults.between(1_000, 15_000)))
          return await world.carry(this, [], "provider", () => world.provider.sendAll(copies, this.id))
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

/** Packages, and what the bundle makes of them, are the same in every isolate. */
const packages = new Map<string, unknown>()
const wrapped = new Map<unknown, unknown>()

function moduleNamed(name: string): unknown {
  const known = packages.get(name) ?? load(name)
  packages.set(name, known)
  return known
}

function load(name: string): unknown {
  if (name === "cloudflare:workers") return { DurableObject }
  if (!name.endsWith(".wasm")) return require(name)
  // As the platform does it: an import of WebAssembly gives the compiled module.
  return { __esModule: true, default: new WebAssembly.Module(readFileSync(require.resolve(name))) }
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
      importKey: (_: string, secret: Uint8Array) => Promise.resolve({ secret }),
      sign: (_: string, { secret }: { secret: Uint8Array }, data: Uint8Array) => {
        return Promise.resolve(
          bufferOf(createHmac("sha256", new Uint8Array(secret)).update(new Uint8Array(data)).digest()),
        )
      },
      digest: (_: string, data: Uint8Array) => {
        return Promise.resolve(bufferOf(createHash("sha256").update(new Uint8Array(data)).digest()))
      },
    },
  }
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
