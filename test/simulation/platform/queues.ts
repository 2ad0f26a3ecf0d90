import type { Isolate } from "./isolate"
import type { World } from "./world"

interface Message {
  id: string
  body: unknown
  at: number
  readyAt: number
  attempts: number
}

interface Settings {
  name: string
  batchMax: number
}

/** As in wrangler.toml. */
const retriesMax = 5
const retryAfterMs = 1_000
const deadName = "millrace-dead"

/** One queue: at least once, in no order, and locally only as long as the process lives. */
class OneQueue {
  private readonly messages: Message[] = []
  private consumers = 0
  private pumpAt: number | null = null
  private sent = 0

  constructor(
    private readonly world: World,
    private readonly settings: Settings,
    private readonly consumersMax: number,
  ) {}

  get size(): number {
    return this.messages.length + this.consumers
  }

  put(bodies: readonly unknown[]): void {
    const { faults, loop } = this.world
    for (const body of bodies) {
      if (faults.hit("messageLost")) continue
      for (let copies = faults.hit("messageTwice") ? 2 : 1; copies > 0; copies--) {
        const late = faults.hit("messageLate") ? faults.between(1_000, 400_000) : faults.latency()
        const id = `${this.settings.name}-${++this.sent}`
        this.messages.push({ id, body: structuredClone(body), at: loop.now, readyAt: loop.now + late, attempts: 0 })
      }
    }
    this.pump()
  }

  /** What was only in memory is gone. */
  forget(): void {
    this.messages.length = 0
  }

  private pump(): void {
    if (this.consumers >= this.consumersMax || this.messages.length === 0) return
    const next = Math.min(...this.messages.map((message) => message.readyAt))
    if (this.pumpAt !== null && this.pumpAt <= next) return
    this.pumpAt = next
    this.world.loop.at(next, () => {
      this.pumpAt = null
      this.deliver()
      this.pump()
    })
  }

  private deliver(): void {
    if (this.consumers >= this.consumersMax) return
    const batch: Message[] = []
    for (let i = 0; i < this.messages.length && batch.length < this.settings.batchMax; ) {
      const message = this.messages[i]
      if (message !== undefined && message.readyAt <= this.world.loop.now) {
        batch.push(message)
        this.messages.splice(i, 1)
      } else i++
    }
    if (batch.length === 0) return
    const isolate = this.world.someIsolate()
    this.consumers++
    const end = (failed: boolean) => {
      this.consumers--
      if (failed) this.takeBack(batch)
      this.pump()
    }
    const died = isolate.onDeath(() => end(this.world.queuesLast))
    if (this.world.crashes(isolate)) return
    this.world.witness.took(
      isolate.id,
      batch.map(({ body }) => body),
    )
    const messages = batch.map(({ id, body, at, attempts }) => ({
      id,
      body: structuredClone(body),
      timestamp: new Date(at),
      attempts: attempts + 1,
      ack: () => undefined,
      retry: () => undefined,
    }))
    const done = (failed: boolean) => {
      if (!isolate.alive) return
      if (this.world.crashes(isolate)) return
      isolate.offDeath(died)
      end(failed)
    }
    const { worker } = isolate.code
    const execution = { waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined) }
    worker.queue({ queue: this.settings.name, messages } as never, isolate.env as never, execution as never).then(
      () => done(false),
      () => done(true),
    )
  }

  private takeBack(batch: readonly Message[]): void {
    for (const message of batch) {
      const attempts = message.attempts + 1
      if (attempts > retriesMax) this.world.queues.put(deadName, [message.body])
      else this.messages.push({ ...message, attempts, readyAt: this.world.loop.now + retryAfterMs })
    }
  }
}

/** All queues of a world, by the names of wrangler.toml. */
export class Queues {
  private readonly byName = new Map<string, OneQueue>()

  constructor(
    private readonly world: World,
    consumersMax: number,
  ) {
    for (const settings of [
      { name: "millrace-inbox", batchMax: 100 },
      { name: "millrace-email", batchMax: 100 },
      { name: "millrace-sms", batchMax: 100 },
      { name: "millrace-push", batchMax: 100 },
      { name: "millrace-webhook", batchMax: 100 },
      { name: "millrace-settled", batchMax: 5 },
      { name: "millrace-activity", batchMax: 100 },
      { name: deadName, batchMax: 100 },
    ]) {
      this.byName.set(settings.name, new OneQueue(world, settings, consumersMax))
    }
  }

  put(name: string, bodies: readonly unknown[]): void {
    const queue = this.byName.get(name)
    if (queue === undefined) throw new Error(`There is no queue ${name}`)
    queue.put(bodies)
  }

  /** Messages waiting or being worked at. */
  get size(): number {
    return [...this.byName.values()].reduce((sum, queue) => sum + queue.size, 0)
  }

  forget(): void {
    for (const queue of this.byName.values()) queue.forget()
  }

  /** A producer binding as one isolate has it. */
  binding(isolate: Isolate, name: string): object {
    const send = async (bodies: readonly unknown[]): Promise<void> => {
      if (bodies.length > 100) throw new Error("A batch has at most 100 messages")
      const copies = structuredClone(bodies)
      await this.world.carry(isolate, ["sendLost", "sendUnanswered"], "queue", () => this.put(name, copies))
    }
    return {
      send: (body: unknown) => send([body]),
      sendBatch: (messages: Iterable<{ body: unknown }>) => send([...messages].map(({ body }) => body)),
    }
  }
}
