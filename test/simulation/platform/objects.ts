import { networkError } from "./faults"
import type { Isolate } from "./isolate"
import { Disk, storageOf } from "./storage"
import type { World } from "./world"

/** Classes of objects, as the bundle exports them. */
export type ClassName = "MemberObject" | "CampaignObject" | "SystemObject"

interface Living {
  isolate: Isolate
  instance: Record<string, (...args: unknown[]) => unknown>
  /** Calls under way. */
  calls: number
  /** When it was last called (epoch ms). */
  calledAt: number
}

/** The platform keeps an object in memory for so long after its last call, in ms. */
const staysMs = 10_000
/** Pauses before the platform tries an alarm again that threw; after the last one it is lost. */
const alarmRetriesMs = [2_000, 4_000, 8_000, 16_000, 32_000, 64_000]

/** Durable objects of a world: their disks, who of them is in memory where, and their alarms. */
export class Objects {
  readonly disks = new Map<string, Disk>()
  /** Disks written since the invariants were last checked. */
  readonly touched = new Set<string>()
  /** Turn of the loop at which an object last lost its memory. */
  readonly forgot = new Map<string, number>()
  /** Objects whose alarm is being handled. */
  readonly ringing = new Map<string, number>()
  /** Grows with everything written. */
  writes = 0
  private readonly living = new Map<string, Living>()
  private readonly armed = new Map<string, number>()

  constructor(private readonly world: World) {}

  disk(key: string): Disk {
    const known = this.disks.get(key)
    if (known !== undefined) return known
    const disk = new Disk()
    this.disks.set(key, disk)
    return disk
  }

  /** The binding of a class as one isolate has it. */
  namespace(caller: Isolate, className: ClassName): object {
    return {
      getByName: (name: string) =>
        new Proxy(
          {},
          {
            // A stub must not look like a promise.
            get: (_, method) =>
              typeof method === "string" && method !== "then"
                ? (...args: unknown[]) => this.call(caller, { className, name, method, args })
                : undefined,
          },
        ),
    }
  }

  /** All objects of an isolate are gone from memory; calls to them fail. */
  isolateDied(isolate: Isolate): void {
    for (const [key, living] of this.living) {
      if (living.isolate !== isolate) continue
      this.living.delete(key)
      this.forgot.set(key, this.world.loop.turns)
    }
  }

  private call(
    caller: Isolate,
    to: { className: ClassName; name: string; method: string; args: unknown[] },
  ): Promise<unknown> {
    const { world } = this
    const key = `${to.className}/${to.name}`
    const args = structuredClone(to.args)
    return new Promise((resolve, reject) => {
      const answer = (settle: () => void) =>
        world.answer(() => {
          if (caller.alive) settle()
        })
      world.hop(() => {
        if (!caller.alive) return
        if (world.faults.hit("callLost")) return answer(() => reject(networkError(`${to.method} lost`)))
        const host = this.hostOf(key, to.className, to.name)
        const died = host.isolate.onDeath(() => answer(() => reject(networkError(`${to.method} broken`))))
        if (world.crashes(host.isolate)) return
        host.calls++
        const done = (settle: () => void) => {
          host.calls--
          if (!host.isolate.alive) return
          if (world.crashes(host.isolate)) return
          host.isolate.offDeath(died)
          if (world.faults.hit("callUnanswered")) answer(() => reject(networkError(`${to.method} unanswered`)))
          else answer(settle)
        }
        world.witness.called(caller.id, to.method, args)
        this.invoke(host, to.method, args).then(
          (result) => {
            const copy = structuredClone(result)
            done(() => resolve(copy))
          },
          (error: unknown) => done(() => reject(error)),
        )
      })
    })
  }

  private async invoke(host: Living, method: string, args: unknown[]): Promise<unknown> {
    const run = host.instance[method]
    if (run === undefined) throw new TypeError(`The object has no method ${method}`)
    return await run.apply(host.instance, args)
  }

  /** The object in memory; brought there when it is not. */
  private hostOf(key: string, className: ClassName, name: string): Living {
    const known = this.living.get(key)
    const { loop, faults } = this.world
    const idle = known !== undefined && known.calls === 0 && loop.now - known.calledAt > staysMs
    if (known?.isolate.alive && !(idle && faults.hit("eviction"))) {
      known.calledAt = loop.now
      return known
    }
    const isolate = this.world.isolateFor(key)
    const disk = this.disk(key)
    const storage = storageOf(disk, {
      beforeCommit: () => {
        if (!isolate.alive) throw new Error("A dead isolate writes")
        if (this.world.faults.hit("commitFailed")) throw new Error("internal error; storage commit failed")
      },
      alarmChanged: () => this.arm(key, className, name),
      written: () => {
        this.writes++
        this.touched.add(key)
      },
    })
    const instance = isolate.makeObject(className, { id: { name }, storage }) as Living["instance"]
    const living = { isolate, instance, calls: 0, calledAt: loop.now }
    this.living.set(key, living)
    return living
  }

  private arm(key: string, className: ClassName, name: string): void {
    const at = this.disk(key).alarm
    this.armed.set(key, (this.armed.get(key) ?? 0) + 1)
    const generation = this.armed.get(key)
    if (at === null) return
    if (className === "MemberObject" && this.world.faults.hit("alarmLost")) {
      this.world.lostAlarms.add(key)
      return
    }
    this.world.lostAlarms.delete(key)
    const late = this.world.faults.hit("alarmLate") ? this.world.faults.between(1_000, 300_000) : 0
    const ring = () => {
      if (this.armed.get(key) !== generation || this.disk(key).alarm !== at) return
      const later = className === "SystemObject" ? this.world.nextSweep(this.world.loop.now) : null
      if (later !== null) return this.world.loop.at(later, ring)
      this.ring(key, { className, name, attempt: 0 })
      if (this.world.faults.hit("alarmTwice")) this.ring(key, { className, name, attempt: 0 })
    }
    this.world.loop.at(Math.max(at + late, this.world.loop.now), ring)
  }

  private ring(key: string, alarm: { className: ClassName; name: string; attempt: number }): void {
    const { className, name, attempt } = alarm
    const disk = this.disk(key)
    const host = this.hostOf(key, className, name)
    disk.alarm = null
    this.ringing.set(key, (this.ringing.get(key) ?? 0) + 1)
    const over = () => {
      const left = (this.ringing.get(key) ?? 1) - 1
      if (left > 0) this.ringing.set(key, left)
      else this.ringing.delete(key)
    }
    const again = (ms: number) =>
      this.world.loop.after(ms, () => {
        over()
        if (disk.alarm === null) this.ring(key, { ...alarm, attempt: attempt + 1 })
      })
    // The platform rings again when the one who was to hear died over it.
    const died = host.isolate.onDeath(() => again(1_000))
    if (this.world.crashes(host.isolate)) return
    host.calls++
    this.invoke(host, "alarm", []).then(
      () => {
        host.calls--
        if (!host.isolate.alive) return
        host.isolate.offDeath(died)
        over()
      },
      () => {
        host.calls--
        if (!host.isolate.alive) return
        host.isolate.offDeath(died)
        const pause = alarmRetriesMs[attempt]
        if (pause !== undefined) {
          again(pause)
          return
        }
        over()
        this.world.lostAlarms.add(key)
      },
    )
  }
}
