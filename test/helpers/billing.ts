import { runInDurableObject } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { CampaignObject } from "../../src/campaign/campaign-object"
import { MemberObject } from "../../src/member/member-object"
import { SystemObject } from "../../src/system/system-object"
import { type Any, wrap, wrapDatabase } from "./wrap"

/**
 * List prices of Workers Paid in dollars per million, beyond what the plan includes (developers.cloudflare.com: D1, Queues,
 * Durable Objects and Workers pricing, read 2026-11-22).
 */
export const prices = {
  d1RowsWritten: 1,
  d1RowsRead: 0.001,
  objectRowsWritten: 1,
  objectRequests: 0.15,
  queueOperations: 0.4,
  workerRequests: 0.3,
}
export type Billed = Record<keyof typeof prices, number>

/** Write, read and delete of a message, for every 64 KB of it. */
const operationsPerMessage = 3
const messageUnitBytes = 65_536

/** D1 statements that a deployment with a provider of its own does not run: the built-in outbox is ours only (SEND-2). */
const builtInOutbox = /INTO outbox /

/**
 * Counts what the platform bills while something runs, at the bindings themselves: every statement of D1 by its own
 * `rows_written`, every message of a queue, every call and alarm of an object, every row that it writes.
 */
export class Meter {
  readonly billed: Billed = {
    d1RowsWritten: 0,
    d1RowsRead: 0,
    objectRowsWritten: 0,
    objectRequests: 0,
    queueOperations: 0,
    workerRequests: 0,
  }
  /** Rows written: to D1 by table, to objects by what wrote them. */
  readonly written = new Map<string, number>()
  private undo: (() => void)[] = []
  private held: (() => Promise<void>)[] = []

  static async start(): Promise<Meter> {
    const meter = new Meter()
    meter.watchDatabase()
    meter.watchQueues()
    meter.watchCalls()
    await meter.watchStorage()
    return meter
  }

  stop(): Billed {
    for (const undo of this.undo) undo()
    this.undo = []
    return this.billed
  }

  /**
   * Messages that are sent with a delay wait until the test says so, which is when nothing else is left to be done: what the
   * delay is for happens within it however slow the machine is. Gives whether there were any.
   */
  async sendHeld(): Promise<boolean> {
    const held = this.held
    this.held = []
    for (const send of held) await send()
    return held.length > 0
  }

  /** Takes rows off the bill that only the test has written. */
  forgive(what: string, rows: number): void {
    this.billed.objectRowsWritten -= rows
    this.wrote(what, -rows)
  }

  private wrote(what: string, rows: number): void {
    this.written.set(what, (this.written.get(what) ?? 0) + rows)
  }

  private watchDatabase(): void {
    const note = (sql: string, meta: Any) => {
      if (builtInOutbox.test(sql)) return
      this.billed.d1RowsWritten += meta.rows_written
      this.billed.d1RowsRead += meta.rows_read
      const table = /(?:INTO|UPDATE|FROM) "?(\w+)/i.exec(sql)?.[1] ?? "?"
      if (meta.rows_written > 0) this.wrote(table, meta.rows_written)
    }
    this.undo.push(
      wrapDatabase(async (original, self, args) => {
        const answer = await original.apply(self, args)
        const sqls = Array.isArray(args[1]) ? args[1] : [args[1]]
        const answers = Array.isArray(answer) ? answer : [answer]
        answers.forEach((one: Any, n: number) => void note(String(sqls[n]), one.meta))
        return answer
      }),
    )
  }

  private watchQueues(): void {
    const proto = Object.getPrototypeOf(env.QUEUE_EMAIL)
    const count = (bodies: unknown[]) => {
      for (const body of bodies) {
        const units = Math.max(1, Math.ceil(JSON.stringify(body).length / messageUnitBytes))
        this.billed.queueOperations += operationsPerMessage * units
      }
    }
    this.undo.push(
      wrap(proto, "sendBatch", (original, self, args) => {
        const messages = [...args[0]]
        count(messages.map((message: Any) => message.body))
        if (!args[1]?.delaySeconds) return original.call(self, messages)
        this.held.push(() => original.call(self, messages, args[1]))
        return Promise.resolve()
      }),
      wrap(proto, "send", (original, self, args) => {
        count([args[0]])
        return original.apply(self, args)
      }),
    )
  }

  /** Methods that others call from outside; `wake` goes through `receive`. */
  private watchCalls(): void {
    const called: [Any, string[]][] = [
      [MemberObject.prototype, ["receive", "begin", "read", "state", "explain", "knowsDelivery", "alarm"]],
      [CampaignObject.prototype, ["changed", "resumed", "takeTicket", "giveBack", "checkComplete", "alarm"]],
      [SystemObject.prototype, ["boot", "lookBy", "alarm"]],
    ]
    for (const [proto, methods] of called)
      for (const method of methods)
        this.undo.push(
          wrap(proto, method, (original, self, args) => {
            this.billed.objectRequests++
            return original.apply(self, args)
          }),
        )
  }

  private async watchStorage(): Promise<void> {
    const protos = await runInDurableObject(env.MEMBER.getByName("of nobody"), (_object, state) => ({
      storage: Object.getPrototypeOf(state.storage),
      kv: Object.getPrototypeOf(state.storage.kv),
    }))
    const row = (proto: Any, method: string) =>
      wrap(proto, method, (original, self, args) => {
        this.billed.objectRowsWritten++
        this.wrote(`object's ${method}`, 1)
        return original.apply(self, args)
      })
    this.undo.push(
      row(protos.kv, "put"),
      row(protos.kv, "delete"),
      row(protos.storage, "setAlarm"),
      row(protos.storage, "deleteAlarm"),
    )
  }
}
