import type { Ctx } from "../../../src/services/context"
import type { SystemExports } from "../system/entry"
import { Bucket } from "./bucket"
import { type Chance, chanceOf } from "./chance"
import { type Bound, Database, d1Binding } from "./d1"
import { Faults, networkError, type Weather } from "./faults"
import { Isolate, type Program } from "./isolate"
import { Loop } from "./loop"
import { Objects } from "./objects"
import { SimulatedProvider } from "./provider"
import { Queues } from "./queues"

export interface WorldSettings {
  seed: string
  /** Epoch ms at which it begins. */
  start: number
  weather: Weather
  /** Whether operations take time and interleave as the seed decides; otherwise everything due at an instant is done in it. */
  restless: boolean
  /** Isolates that run the system side by side; with one the queues live in its memory, as on a developer's machine. */
  isolates: number
  program: Program
  migrations: string
}

/** Sees what an isolate does; the numbers are those of isolates. */
export interface Witness {
  /** A call has reached an object. */
  called(isolate: number, method: string, args: readonly unknown[]): void
  /** A consumer was given messages of a queue. */
  took(isolate: number, bodies: readonly unknown[]): void
  /** Several statements were read as one. */
  looked(isolate: number, statements: readonly Bound[]): void
}

/** Worlds keep no short links. */
const emptyShelves = { getByName: () => ({ forget: () => Promise.resolve() }) }

const dayMs = 86_400_000
const sweepEveryMs = 60_000
/** Of the system object's sweeper: what is due for less is not looked at yet. */
const graceMs = 120_000
/** Waits up to this long take no time in a calm world: they only let others go first. */
const shortWaitMs = 250
/** Short waits at one instant after which time passes all the same. */
const shortWaitsMax = 2_000
/** Pause of a caller before it tries again. */
const callerRetryMs = 2_000

/** One simulated deployment: the real system on a virtual clock, with everything around it made of glass. */
export class World {
  readonly loop: Loop
  readonly faults: Faults
  readonly database: Database
  readonly bucket: Bucket
  readonly objects: Objects
  readonly queues: Queues
  readonly provider: SimulatedProvider
  /** Randomness of the system itself: ids and jitter. */
  readonly entropy: Chance
  /** Objects whose alarm was lost by a fault: only the sweeper can help them. */
  readonly lostAlarms = new Set<string>()
  /** What the system has written to its log as errors. */
  readonly errors: string[] = []
  readonly queuesLast: boolean
  /** D1 answers nothing from one instant to another (epoch ms; REC-04). */
  outage = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  /** Whether operations take time and may fail. */
  readonly restless: boolean
  /** Is told of what the system does before it sends. */
  witness: Witness = { called: () => undefined, took: () => undefined, looked: () => undefined }
  deaths = 0
  sweepsSkipped = 0
  private readonly chance: Chance
  private readonly isolates: Isolate[] = []
  private isolatesMade = 0
  private shortWaits = { at: 0, n: 0 }
  private quiet = { writes: -1, troubles: 0, sweeps: 0 }

  constructor(private readonly settings: WorldSettings) {
    this.chance = chanceOf(`${settings.seed}/world`)
    this.entropy = this.chance.fork("entropy")
    this.loop = new Loop(settings.start, settings.restless ? this.chance.fork("order") : null)
    this.faults = new Faults(settings.weather, this.chance.fork("faults"), settings.restless)
    this.database = new Database(settings.migrations)
    this.bucket = new Bucket(this)
    this.objects = new Objects(this)
    this.restless = settings.restless
    this.queuesLast = settings.isolates > 1
    this.queues = new Queues(this, settings.restless ? 3 : 1)
    this.provider = new SimulatedProvider(this)
    for (let i = 0; i < settings.isolates; i++) this.isolates.push(this.newIsolate())
    this.boot()
  }

  // ------------------------------------------------------------------------------------------- the machine

  /** Lets an operation arrive after its latency. */
  hop(run: () => void): void {
    this.loop.after(this.faults.latency(), run)
  }

  /** Lets an answer arrive after its latency; in a calm world at once. */
  answer(run: () => void): void {
    if (this.settings.restless) this.hop(run)
    else run()
  }

  /** Carries one operation of an isolate to its effect and the outcome back. */
  carry<T>(
    isolate: Isolate,
    [lost, unanswered]: readonly [keyof Weather, keyof Weather] | readonly [],
    what: string,
    effect: () => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const answer = (settle: () => void) =>
        this.answer(() => {
          if (isolate.alive) settle()
        })
      this.hop(() => {
        if (!isolate.alive || this.crashes(isolate)) return
        if (lost !== undefined && this.faults.hit(lost)) return answer(() => reject(networkError(`${what} lost`)))
        try {
          const result = effect()
          if (this.crashes(isolate)) return
          const late = unanswered !== undefined && this.faults.hit(unanswered)
          answer(() => (late ? reject(networkError(`${what} unanswered`)) : resolve(result)))
        } catch (error) {
          answer(() => reject(error))
        }
      })
    })
  }

  private unlessDown<T>(effect: () => T): T {
    const { from, to } = this.outage
    if (this.loop.now >= from && this.loop.now < to) throw networkError("D1 is down")
    return effect()
  }

  /** Whether the isolate dies at this point; another takes its place. */
  crashes(isolate: Isolate): boolean {
    if (!isolate.alive) return true
    if (!this.faults.hit("crash")) return false
    this.kill(isolate)
    return true
  }

  kill(isolate: Isolate): void {
    this.deaths++
    isolate.die()
    this.isolates[this.isolates.indexOf(isolate)] = this.newIsolate()
    if (this.queuesLast) return
    this.queues.forget()
    this.boot()
  }

  isolateFor(key: string): Isolate {
    let hash = 0
    for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) >>> 0
    return this.isolates[hash % this.isolates.length] as Isolate
  }

  someIsolate(): Isolate {
    return this.isolates.length === 1 ? (this.isolates[0] as Isolate) : this.chance.pick(this.isolates)
  }

  /** `scheduler.wait`. */
  pause(ms: number): Promise<void> {
    if (this.settings.restless || ms > shortWaitMs) return this.loop.wait(ms)
    if (this.shortWaits.at !== this.loop.now) this.shortWaits = { at: this.loop.now, n: 0 }
    return this.loop.wait(++this.shortWaits.n > shortWaitsMax ? ms : 0)
  }

  logged(args: readonly unknown[]): void {
    this.errors.push(args.map((one) => (one instanceof Error ? one.message : String(one))).join(" "))
  }

  /** The bindings of one isolate (env.ts). */
  bindingsOf(isolate: Isolate): object {
    const queue = (name: string) => this.queues.binding(isolate, `millrace-${name}`)
    return {
      DB: d1Binding(this.database, {
        carry: (effect) => this.carry(isolate, ["d1Lost", "d1Unanswered"], "D1", () => this.unlessDown(effect)),
        looked: (statements) => this.witness.looked(isolate.id, statements),
      }),
      DOCUMENTS: this.bucket.binding(isolate),
      MEMBER: this.objects.namespace(isolate, "MemberObject"),
      CAMPAIGN: this.objects.namespace(isolate, "CampaignObject"),
      SYSTEM: this.objects.namespace(isolate, "SystemObject"),
      LINK: emptyShelves,
      QUEUE_INBOX: queue("inbox"),
      QUEUE_EMAIL: queue("email"),
      QUEUE_SMS: queue("sms"),
      QUEUE_PUSH: queue("push"),
      QUEUE_WEBHOOK: queue("webhook"),
      QUEUE_SETTLED: queue("settled"),
      QUEUE_ACTIVITY: queue("activity"),
      SECRET_KEY: "c2ltdWxhdGVkLXNlY3JldC1rZXktb2YtMzItYnl0ZXM",
      ...(this.queuesLast ? {} : { LOCAL: "true" }),
    }
  }

  /**
   * When the sweeper's next look is worth playing, or null for now: while nothing is written, a sweep sees what the last
   * one saw, until something else happens or falls due.
   */
  nextSweep(now: number): number | null {
    const { writes, troubles } = this
    if (this.quiet.writes !== writes) this.quiet = { writes, troubles, sweeps: 0 }
    // A sweep that may have failed is worth another one, which sees the same.
    else if (this.quiet.troubles !== troubles) this.quiet = { writes, troubles, sweeps: Math.min(this.quiet.sweeps, 3) }
    if (++this.quiet.sweeps <= 4) return null
    const due = this.database.look<{ at: number | null }>(
      `SELECT min(at) AS at FROM (SELECT min(due_at) AS at FROM members WHERE due_at IS NOT NULL
         UNION ALL SELECT min(starts_at_ms) FROM campaigns WHERE status = 'scheduled'
         UNION ALL SELECT min(ends_at_ms) FROM campaigns WHERE status IN ('scheduled', 'active', 'paused'))`,
    )[0]?.at
    const until = Math.min(this.loop.next ?? now + dayMs, due == null ? now + dayMs : due + graceMs)
    const beats = Math.floor((until - now) / sweepEveryMs)
    if (beats < 1) return null
    this.sweepsSkipped += beats
    return now + beats * sweepEveryMs
  }

  /** Grows with everything that is stored anywhere. */
  get writes(): number {
    return this.database.writes + this.objects.writes
  }

  /** Grows with everything that goes wrong. */
  private get troubles(): number {
    return this.errors.length + this.deaths
  }

  // ------------------------------------------------------------------------------------------- its callers

  /** One request of an outside program; it fails when its isolate dies. */
  request<T>(verb: (code: SystemExports, ctx: Ctx) => Promise<T>): Promise<T> {
    const isolate = this.someIsolate()
    return new Promise((resolve, reject) => {
      const died = isolate.onDeath(() => this.loop.after(1, () => reject(networkError("request"))))
      const { code } = isolate
      const base = code.makeContext(isolate.env as never, (work) => void work.catch(() => undefined))
      const ctx: Ctx = { ...base, actor: { kind: "owner" } }
      verb(code, ctx).then(
        (result) => {
          isolate.offDeath(died)
          if (isolate.alive) resolve(result)
        },
        (error: unknown) => {
          isolate.offDeath(died)
          if (isolate.alive) reject(error)
        },
      )
    })
  }

  /** As an outside program does it: again and again until there is an answer that makes sense. */
  async insist<T>(verb: (code: SystemExports, ctx: Ctx) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.request(verb)
      } catch (error) {
        // Where nothing goes wrong there is nothing to be tried again.
        if (isAnswer(error) || !this.restless) throw error
        await this.loop.wait(callerRetryMs)
      }
    }
  }

  close(): void {
    this.database.close()
  }

  private newIsolate(): Isolate {
    return new Isolate(this, ++this.isolatesMade, this.settings.program)
  }

  /** What the start script and the platform's clock do: somebody asks whether the system is well. */
  private boot(): void {
    this.loop.after(0, () => {
      this.insist(async (_, ctx) => await ctx.system.health()).catch(() => undefined)
    })
  }
}

/** A refusal of ours (an AppError has a code), not a trouble of the platform. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.name === "AppError"
}
