import { createExecutionContext, createMessageBatch, getQueueResult, runDurableObjectAlarm } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { createId } from "../../src/core/ids"
import { realRandom } from "../../src/core/random"
import { controlsBySegment, readControls } from "../../src/db/controls"
import { upsertMemberships } from "../../src/db/projection"
import type { DeliveryWakeup, MemberInput } from "../../src/engine/types"
import { appClock } from "../../src/platform/clock"
import { memberStub } from "../../src/platform/members"
import { project } from "../../src/platform/project"
import { type Flush, sendRecords } from "../../src/platform/send"
import { workDone } from "../../src/platform/work"
import { consumeChannel } from "../../src/queues/messages"
import { sweep } from "../../src/system/sweep"
import worker from "../../src/worker"
import {
  advance,
  chain,
  delayOf,
  emailStep,
  join,
  mailOnGo,
  must,
  outbox,
  smsStep,
  startFlow,
  stats,
} from "../helpers/flows"
import { api } from "../routes/client"

const mailThenWait = chain({ mail: emailStep, wait: delayOf("P1D"), sms: smsStep })

async function rowsOf<T>(sql: string, ...values: unknown[]): Promise<T[]> {
  return (
    await env.DB.prepare(sql)
      .bind(...values)
      .all<T>()
  ).results
}

/** Hands an input to a member and loses everything that should follow, as a process that dies right after the commit. */
async function receiveAndDie(memberId: string, inputs: MemberInput[]): Promise<Flush> {
  return (await memberStub(env, memberId).receive({ inputs, controls: [] })) as Flush
}

/** Some member's record. */
async function aRecord() {
  const { segmentId } = await startFlow(mailThenWait)
  await join(segmentId, ["a"])
  await advance()
  const [record] = (await receiveAndDie("a", [{ kind: "woken" }])).records
  if (record === undefined) throw new Error("A member that is woken tells something")
  return record
}

describe("recovery", () => {
  it("DEL-11 RUN-1 what a member's object left undone is found and done once", async () => {
    const { campaignId, segmentId } = await startFlow(mailThenWait)
    await join(segmentId, ["a"])
    await advance()
    await env.DB.prepare("UPDATE members SET due_at = ? WHERE id = 'a'")
      .bind(appClock.now() + 86_400_000)
      .run()
    await advance("PT23H59M")
    // The timer fires and the process dies: neither the wake-up nor the record arrives anywhere.
    const before = await stats(campaignId)
    expect(before.steps.wait.current).toBe(1)
    await advance("PT1M")
    expect((await outbox()).map((m) => m.stepId)).toEqual(["mail", "sms"])
  })

  it("REC-09 RUN-1 a lost wake-up and a lost record are sent again by the sweeper, with one effect", async () => {
    const { campaignId, segmentId } = await startFlow(mailOnGo)
    await join(segmentId, ["a"])
    await advance()
    const event: MemberInput = { kind: "eventHappened", id: "e1", name: "go", at: appClock.now(), properties: {} }
    const lost = await receiveAndDie("a", [event])
    expect(lost.wakeups).toHaveLength(1)
    expect(await outbox()).toEqual([])
    await env.DB.prepare("UPDATE members SET due_at = ? WHERE id = 'a'").bind(appClock.now()).run()
    await sweep(env, appClock.now(), { lost: true })
    await advance()
    expect(await outbox()).toHaveLength(1)
    const after = await stats(campaignId)
    expect(after.runs).toMatchObject({ active: 0, completed: 1 })
    expect(after.steps.mail).toMatchObject({ entered: 1, left: 1, sent: 1 })
  })

  it("ING-16 an accepted row that nobody handed out is handed out by the sweeper", async () => {
    const { segmentId } = await startFlow(chain({ mail: emailStep }))
    const at = appClock.now()
    const chunk = {
      segmentIds: [segmentId],
      items: [
        {
          memberId: "a",
          inputs: [
            { kind: "profileChanged", patch: { email: "a@example.com" }, source: "webhook" },
            { kind: "joined", segmentId, at, source: "webhook" },
          ],
        },
      ],
    }
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO members (id, home, profile, created_at, updated_at) VALUES ('a', 'object', '{}', ?1, ?1)",
      ).bind(at),
      env.DB.prepare(
        "INSERT INTO memberships (segment_id, member_id, member, at, source) VALUES (?, 'a', 1, ?, 'webhook')",
      ).bind(segmentId, at),
      env.DB.prepare("INSERT INTO inbox (id, payload, received_at) VALUES (?, ?, ?)").bind(
        createId(at, realRandom),
        JSON.stringify(chunk),
        at,
      ),
    ])
    await sweep(env, at, { lost: true })
    await advance()
    expect(await outbox()).toHaveLength(1)
    expect(await rowsOf("SELECT id FROM inbox")).toEqual([])
  })

  it("REC-01 a join that a known member took and nobody heard of is told with the row that is handed out again", async () => {
    const { campaignId, segmentId } = await startFlow(mailThenWait)
    await must(api("PUT", "/members/a", { body: { email: "a@example.com" } }))
    await must(api("PUT", "/members/a/consent", { body: { channel: "push", scope: "all", status: "unsubscribed" } }))
    const at = appClock.now()
    const inputs: MemberInput[] = [{ kind: "joined", segmentId, at, source: "webhook" }]
    const payload = JSON.stringify({ segmentIds: [segmentId], items: [{ memberId: "a", inputs }] })
    await env.DB.prepare("INSERT INTO inbox (id, payload, received_at) VALUES (?, ?, ?)")
      .bind(createId(at, realRandom), payload, at)
      .run()
    const controls = readControls(await controlsBySegment(env.DB, [segmentId]).all())
    const lost = (await memberStub(env, "a").receive({ inputs, controls, at })) as Flush
    // The word on consent comes along: nobody has told the object that the read model has it.
    expect(lost.records.map((record) => record.seq)).toEqual([1, 2])
    await advance()
    await advance("P1D")
    expect((await outbox()).map((m) => m.stepId)).toEqual(["mail"])
    const { runs, steps } = await stats(campaignId)
    expect(runs).toMatchObject({ active: 0, completed: 1 })
    expect(steps.mail).toMatchObject({ entered: 1, left: 1, sent: 1 })
  })

  it("ENG-23 DEL-11 a record whose message was lost comes with the member's next one, and none is missing", async () => {
    const { campaignId, segmentId } = await startFlow(mailThenWait)
    await join(segmentId, ["a"])
    await advance()
    const event = (id: string): MemberInput => ({
      kind: "eventHappened",
      id,
      name: "seen",
      at: appClock.now(),
      properties: {},
    })
    const lost = await receiveAndDie("a", [event("e1")])
    const next = await receiveAndDie("a", [event("e2")])
    expect(next.records.map((record) => record.seq)).toEqual(
      expect.arrayContaining(lost.records.map((record) => record.seq)),
    )
    await project(env, next.records)
    await advance("P1D")
    const rows = await rowsOf<{ seq: number }>("SELECT seq FROM activity WHERE member_id = 'a' ORDER BY seq")
    expect(rows.map((row) => row.seq)).toEqual(expect.arrayContaining(lost.records.map((record) => record.seq)))
    const { steps } = await stats(campaignId)
    for (const step of Object.values(steps) as { entered: number; left: number }[]) expect(step.entered).toBe(step.left)
  })

  it("CAM-7 ENG-23 a message that a cancel came too late for is shown as sent, although the word of it was lost", async () => {
    const { campaignId, segmentId } = await startFlow(mailOnGo)
    await join(segmentId, ["a"])
    await advance()
    const go: MemberInput = { kind: "eventHappened", id: "e1", name: "go", at: appClock.now(), properties: {} }
    const { wakeups } = await receiveAndDie("a", [go])
    await must(api("POST", `/campaigns/${campaignId}/cancel`))
    const deliveryId = wakeups[0]?.deliveryId ?? ""
    const result = { status: "sent", at: appClock.now(), providerId: null, to: "a@example.com" } as const
    await receiveAndDie("a", [{ kind: "deliverySettled", deliveryId, result }])
    expect(await rowsOf("SELECT status FROM deliveries")).not.toEqual([{ status: "sent" }])
    expect(await runDurableObjectAlarm(memberStub(env, "a"))).toBe(true)
    await advance()
    expect(await rowsOf("SELECT status FROM deliveries")).toEqual([{ status: "sent" }])
  })

  it("ENG-23 records of one member are never parted over messages of the queue", async () => {
    const record = { ...(await aRecord()), entries: [{ type: "memberCreated" as const }] }
    const bodies: { records: { memberId: string; seq: number }[] }[] = []
    const queue = {
      sendBatch: async (all: { body: (typeof bodies)[number] }[]) => void bodies.push(...all.map((one) => one.body)),
    }
    const records = Array.from({ length: 600 }, (_, n) => ({
      ...record,
      memberId: `m${n % 200}`,
      seq: Math.floor(n / 200) + 1,
    }))
    await sendRecords({ ...env, QUEUE_ACTIVITY: queue } as unknown as typeof env, records)
    // Nobody consumes them: the count of work under way must not wait for that.
    workDone(bodies.length)
    expect(bodies.length).toBeGreaterThan(1)
    const homes = Map.groupBy(
      bodies.flatMap((body, n) => body.records.map((one) => [one.memberId, n] as const)),
      ([id]) => id,
    )
    expect([...homes.values()].filter((of) => new Set(of.map(([, n]) => n)).size > 1)).toEqual([])
    expect(bodies.flatMap((body) => body.records)).toHaveLength(600)
  })

  it("DEL-09 REC-01 the same wake-up many times at once sends once", async () => {
    const { campaignId, segmentId } = await startFlow(mailOnGo)
    await join(segmentId, ["a"])
    await advance()
    const lost = await receiveAndDie("a", [
      { kind: "eventHappened", id: "e1", name: "go", at: appClock.now(), properties: {} },
    ])
    const wakeups = [...lost.wakeups, ...lost.wakeups] as DeliveryWakeup[]
    await Promise.all([
      consumeChannel(env, "email", wakeups),
      consumeChannel(env, "email", wakeups),
      consumeChannel(env, "email", wakeups),
    ])
    await consumeChannel(env, "email", wakeups)
    await env.DB.prepare("UPDATE members SET due_at = ? WHERE id = 'a'").bind(appClock.now()).run()
    await sweep(env, appClock.now(), { lost: true })
    await advance()
    expect(await outbox()).toHaveLength(1)
    expect((await stats(campaignId)).steps.mail.sent).toBe(1)
    expect(await rowsOf("SELECT status FROM deliveries")).toEqual([{ status: "sent" }])
  })

  it("REC-03 LOD-05 projecting records twice and backwards gives the same read model", async () => {
    const { campaignId, segmentId } = await startFlow(mailThenWait)
    await join(segmentId, ["a", "b"])
    await advance("P2D")
    const tables = ["members", "memberships", "runs", "deliveries", "activity", "counters"]
    const dump = async () =>
      JSON.stringify(await Promise.all(tables.map((t) => rowsOf(`SELECT * FROM ${t} ORDER BY 1, 2, 3`))))
    const before = await dump()
    // What the objects still keep is what a resend would bring, and everything they ever told is in `activity`.
    for (const id of ["a", "b"]) {
      const flush = (await memberStub(env, id).wake({ resend: true, projectedSeq: 0 })) as Flush
      expect(flush.records.length).toBeGreaterThan(0)
      const records = flush.records.slice(0, -1)
      await project(env, records.toReversed())
      await project(env, records)
    }
    expect(await dump()).toBe(before)
    expect((await stats(campaignId)).runs.completed).toBe(2)
  })

  it("REC-03 MEM-9 of a join and a leave at one instant the later stays, in whatever order their records come", async () => {
    const { segmentId } = await startFlow(mailThenWait)
    await api("PUT", "/members/a", { body: {} })
    const move = { segmentId, at: appClock.now(), source: "api" } as const
    const joined = (await receiveAndDie("a", [{ kind: "joined", ...move }])).records
    const left = (await receiveAndDie("a", [{ kind: "left", ...move }])).records
    const accepted = (member: boolean) => upsertMemberships(env.DB, [{ ...move, memberId: "a", member }]).run()
    await accepted(true)
    await accepted(false)
    for (const records of [left, joined, [...left, ...joined], joined]) await project(env, records)
    await accepted(true)
    expect(await rowsOf("SELECT member FROM memberships")).toEqual([{ member: 0 }])
  })

  it("REC-03 WF-3 of two words at one instant on who came the later stays, in whatever order their records come", async () => {
    await api("PUT", "/members/a", { body: {} })
    const { id: occasionId } = await must(
      api("POST", "/occasions", { body: { name: "Webinar", at: "2027-01-01T10:00", timeZone: "UTC" } }),
    )
    const word = { kind: "attendanceSet", occasionId, at: appClock.now(), source: "api" } as const
    const came = (await receiveAndDie("a", [{ ...word, status: "attended" }])).records
    const not = (await receiveAndDie("a", [{ ...word, status: "absent" }])).records
    for (const records of [not, came, [...not, ...came]]) await project(env, records)
    expect(await rowsOf("SELECT status FROM attendance")).toEqual([{ status: "absent" }])
  })

  it("DEL-13 what a queue gives up on is kept where it can be retried", async () => {
    const batch = createMessageBatch("millrace-dead", [
      { id: "m1", timestamp: new Date(appClock.now()), attempts: 6, body: { inboxId: "x" } },
      {
        id: "m2",
        timestamp: new Date(appClock.now()),
        attempts: 6,
        body: { deliveryId: "d", memberId: "a", campaignId: "c", channel: "sms" },
      },
    ])
    const ctx = createExecutionContext()
    await worker.queue(batch, env, ctx)
    expect((await getQueueResult(batch, ctx)).outcome).toBe("ok")
    expect(await rowsOf("SELECT id, queue FROM dead_letters ORDER BY id")).toEqual([
      { id: "m1", queue: "inbox" },
      { id: "m2", queue: "sms" },
    ])
  })

  it("MEM-8 a late record of an erased member brings nothing back", async () => {
    const { segmentId } = await startFlow(mailThenWait)
    await join(segmentId, ["a"])
    await advance()
    const flush = (await memberStub(env, "a").wake({ resend: true, projectedSeq: 0 })) as Flush
    expect((await api("DELETE", "/members/a")).status).toBe(204)
    await project(env, flush.records)
    for (const table of ["members", "memberships", "runs", "deliveries", "outbox", "activity"]) {
      expect(await rowsOf(`SELECT * FROM ${table}`)).toEqual([])
    }
    await advance("P2D")
    expect(await outbox()).toEqual([])
  })
})
