import { env } from "cloudflare:workers"
import { describe, expect, it, vi } from "vitest"
import { backupTables } from "../../src/db/backups"
import { backUpIfDue } from "../../src/platform/backups"
import { judge, worst } from "../../src/services/health/judge"
import { advance, chain, delayOf, emailStep, join, must, now, startFlow } from "../helpers/flows"
import { api, send } from "../routes/client"

const flow = chain({ mail: emailStep, wait: delayOf("P4D") })
const health = () => must(api("GET", "/health"))

describe("health", () => {
  it("OPS-2 a system at rest is well once it has a backup, and says what it did within the hour", async () => {
    const { segmentId } = await startFlow(flow)
    await join(segmentId, ["a", "b", "c"])
    await advance()
    expect((await health()).backup).toEqual({ state: "warn", lastAt: null, bytes: null })
    await backUpIfDue(env)
    const now = await health()
    expect(now).toMatchObject({
      state: "good",
      queues: { state: "good", inbox: { n: 0, oldestAt: null }, deliveries: {}, deferred: 0 },
      deadLetters: { state: "good", n: 0 },
      wakeUps: { state: "good", overdue: 0 },
      backup: { state: "good" },
    })
    expect(now.rate.messagesPerMinute).toBeGreaterThan(0)
    expect(now.rate.entriesPerMinute).toBe(now.rate.messagesPerMinute)
  })

  it("OPS-2 what waits, what is late and what has failed is counted, with how bad it is", async () => {
    const { segmentId } = await startFlow(flow)
    await join(segmentId, ["a", "b"])
    await advance()
    const { now } = await must(api("GET", "/dev/clock"))
    const before = Date.parse(now) - 20 * 60_000
    await env.DB.batch([
      env.DB.prepare("UPDATE members SET due_at = ? WHERE id = 'a'").bind(before),
      env.DB.prepare("UPDATE deliveries SET status = 'queued', created_at = ? WHERE member_id = 'a'").bind(before),
      env.DB.prepare("INSERT INTO inbox (id, payload, received_at) VALUES ('i', '{}', ?)").bind(before),
      env.DB.prepare("INSERT INTO dead_letters (id, queue, body, at) VALUES ('d', 'email', '{}', ?)").bind(before),
      env.DB.prepare("INSERT INTO provider_errors VALUES ('email', 'resend', '500: down', 3, ?1, ?1)").bind(before),
      env.DB.prepare("INSERT INTO provider_errors VALUES ('sms', 'twilio', 'long ago', 3, 1, 1)"),
    ])
    const oldest = new Date(before).toISOString()
    expect(await health()).toMatchObject({
      state: "bad",
      queues: {
        state: "bad",
        inbox: { n: 1, oldestAt: oldest },
        deliveries: { email: { n: 1, oldestAt: oldest } },
      },
      deadLetters: { state: "warn", n: 1, oldestAt: oldest },
      wakeUps: { state: "bad", overdue: 1, oldestDueAt: oldest },
      providers: {
        state: "warn",
        errors: [{ channel: "email", kind: "resend", detail: "500: down", n: 3, lastAt: oldest }],
      },
    })
  })

  it("OPS-2 each figure tells what happens: messages that wait for their provider, errors, dead letters, rate, late wake-ups", async () => {
    const answers: number[] = []
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => {
      const status = answers.shift() ?? 200
      return Response.json(status === 200 ? { id: "taken" } : { message: "no" }, { status })
    })
    await must(api("PATCH", "/settings/company", { body: { senderEmail: "hello@bank.example" } }))
    await must(api("PUT", "/providers/email", { body: { kind: "resend", credentials: { apiKey: "a-secret-key" } } }))
    const { segmentId } = await startFlow(flow)
    // A provider that is down: the message stays on its way and is told of, and later gets through.
    answers.push(503)
    await join(segmentId, ["h1"])
    await advance()
    const down = await health()
    expect(down.queues.deliveries).toMatchObject({ email: { n: 1 } })
    expect(down.providers).toMatchObject({ state: "warn", errors: [{ channel: "email", kind: "resend", n: 1 }] })
    expect(down.providers.errors[0].detail).toContain("503")
    // One that refuses: the message is a dead letter, here as on the page that lists them.
    answers.push(200, 422)
    await join(segmentId, ["h2"])
    await advance("PT10M")
    const refused = await health()
    expect(refused.queues.deliveries).toEqual({})
    expect(refused.deadLetters).toMatchObject({ state: "warn", n: 1 })
    expect((await must(api("GET", "/dead-letters"))).items).toHaveLength(1)
    expect(refused.rate.entriesPerMinute).toBeGreaterThan(0)
    // Alarms that are lost: whoever should have been woken is late, until the sweeper comes.
    await env.DB.prepare("UPDATE members SET due_at = due_at - 600000 - (SELECT min(due_at) FROM members) + ?")
      .bind(await now())
      .run()
    const late = await health()
    expect(late.wakeUps).toMatchObject({ state: "warn", overdue: 2 })
    await advance("P2D")
    expect(await health()).toMatchObject({
      deadLetters: { state: "good", n: 1 },
      providers: { state: "good", errors: [] },
    })
  })

  it("OPS-2 the limit itself is worth a look, one below it is not", () => {
    expect([1, 2, 9, 10].map((n) => judge(n, { warn: 2, bad: 10 }))).toEqual(["good", "warn", "warn", "bad"])
    expect(worst(["good", "bad", "warn"])).toBe("bad")
    expect(worst([])).toBe("good")
  })
})

describe("backups", () => {
  it("OPS-2 hold every row of what people configure and nothing of members; one a day is made, thirty are kept", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ["secret-member"])
    await advance()
    const made = await must(api("POST", "/backups"))
    const file = await send(`/api/v1/backups/${made.id}`, { headers: { authorization: "Bearer test-admin-token" } })
    expect(file.headers.get("content-type")).toBe("application/gzip")
    const unpacked = new Response(file.body?.pipeThrough(new DecompressionStream("gzip")))
    const text = await unpacked.text()
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { table: string; row: { id?: string } })
    expect(lines).toHaveLength(made.rows)
    expect(text).not.toContain("secret-member")
    expect(lines).toContainEqual({ table: "campaigns", row: expect.objectContaining({ id: campaignId }) })
    for (const table of backupTables) {
      const rows = await env.DB.prepare(`SELECT count(*) AS n FROM "${table}"`).first<{ n: number }>()
      expect([table, lines.filter((line) => line.table === table).length]).toEqual([table, rows?.n])
    }
    await backUpIfDue(env)
    expect((await must(api("GET", "/backups"))).items).toEqual([made])
    await advance("P1D")
    await backUpIfDue(env)
    expect((await must(api("GET", "/backups"))).items).toHaveLength(2)
    for (let n = 0; n < 29; n++)
      await env.DOCUMENTS.put(`backups/old${n}.ndjson.gz`, "", { customMetadata: { at: "1" } })
    await must(api("POST", "/backups"))
    const kept = (await must(api("GET", "/backups"))).items as { id: string }[]
    expect([kept.length, kept.filter((one) => one.id.startsWith("old")).length]).toEqual([30, 27])
    expect((await api("GET", "/backups/nothing")).status).toBe(404)
  })
})
