import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { dueSleepers } from "../../src/db/due"
import { ambientStamp, readStamp } from "../../src/db/rules"
import { sleeperStatements } from "../../src/db/sleepers"
import { decideAsleep } from "../../src/platform/asleep"
import { appClock } from "../../src/platform/clock"
import { workAtSegmentJob } from "../../src/queues/segment-jobs"
import { sweep } from "../../src/system/sweep"
import { advance, chain, emailStep, must, outbox, startFlow } from "../helpers/flows"
import { api } from "../routes/client"

const rule = (...all: object[]) => ({ any: [{ all }] })
const attribute = (name: string, op: string, value?: unknown) => ({ fact: "attribute", name, op, value })
const gold = rule(attribute("plan", "equals", "gold"))
const soon = rule(attribute("renewal", "withinNext", "P7D"))

const ruleSegment = async (of: object): Promise<string> =>
  (await must(api("POST", "/segments", { body: { name: "Rule", kind: "rule", rule: of } }))).id
const put = (id: string, attributes: Record<string, unknown>) =>
  must(api("PUT", `/members/${id}`, { body: { email: `${id}@example.com`, timeZone: "UTC", attributes } }))
const awaken = (id: string) =>
  must(api("PUT", `/members/${id}/consent`, { body: { channel: "push", scope: "all", status: "unsubscribed" } }))
async function membersOf(id: string): Promise<string[]> {
  const rows = await env.DB.prepare(
    "SELECT member_id AS id FROM memberships WHERE segment_id = ? AND member = 1 ORDER BY member_id",
  )
    .bind(id)
    .all<{ id: string }>()
  return rows.results.map((row) => row.id)
}
const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10)
const day = 86_400_000

/** A rule segment whose job stands at its beginning and that no queue knows of. */
async function waitingSegment(of: object): Promise<{ id: string; jobId: string }> {
  await env.DB.prepare("INSERT INTO settings (key, value) VALUES ('rulesRev', '1')").run()
  await env.DB.prepare(
    "INSERT INTO segments (id, name, kind, rule, created_at, updated_at) VALUES ('r', 'Rule', 'rule', ?, 0, 0)",
  )
    .bind(JSON.stringify(of))
    .run()
  await env.DB.prepare(
    "INSERT INTO segment_jobs (id, segment_id, rev, total, moved_at, created_at) VALUES ('j', 'r', 1, 0, ?1, ?1)",
  )
    .bind(appClock.now())
    .run()
  return { id: "r", jobId: "j" }
}

async function importMembers(n: number, plan: (i: number) => string): Promise<void> {
  const lines = Array.from({ length: n }, (_, i) => `m${String(i).padStart(6, "0")},${plan(i)}`)
  const body = `id,plan\n${lines.join("\n")}\n`
  await must(api("POST", "/members/import", { body, headers: { "content-type": "text/csv" } }))
  await advance()
}

describe("rule segments and time", () => {
  it("MEM-4 OPS-4 time lets members in and out at the due instants, asleep and awake, and starts their flow", async () => {
    await must(api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } }))
    const id = await ruleSegment(soon)
    await startFlow(chain({ mail: emailStep }), { segmentIds: [id] })
    const now = await advance()
    const renewal = isoDay(now + 20 * day)
    await put("asleep", { renewal })
    await put("awake", { renewal })
    await awaken("awake")
    await put("never", { renewal: "2020-01-01" })
    await advance("P12D")
    expect(await membersOf(id)).toEqual([])
    await advance("P2D")
    expect(await membersOf(id)).toEqual(["asleep", "awake"])
    const sent = await outbox()
    expect(sent.map((one) => one.memberId).toSorted()).toEqual(["asleep", "awake"])
    // Seven days before, at the first instant of that day.
    for (const { at } of sent) expect(at).toBe(`${isoDay(Date.parse(renewal) - 7 * day)}T00:00:00.000Z`)
    await advance("P20D")
    expect(await membersOf(id)).toEqual([])
    expect(await outbox()).toHaveLength(2)
  })

  it("MEM-4 TIME-7 members of no flow are let in and out while they sleep", async () => {
    await must(api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } }))
    const id = await ruleSegment(soon)
    const now = await advance()
    await put("a", { renewal: isoDay(now + 10 * day) })
    await advance("P5D")
    expect(await membersOf(id)).toEqual(["a"])
    await advance("P10D")
    expect(await membersOf(id)).toEqual([])
    const { home, due_at } = (await env.DB.prepare("SELECT home, due_at FROM members").first<{
      home: string
      due_at: number | null
    }>()) ?? { home: "", due_at: 0 }
    expect([home, due_at]).toEqual(["table", null])
  })
})

describe("rule segments and crashes", () => {
  it("MEM-6 REC-01 a job whose worker died between pages is taken up where it stood", async () => {
    await importMembers(1_200, (i) => (i % 2 === 0 ? "gold" : "basic"))
    const { id, jobId } = await waitingSegment(gold)
    expect(await workAtSegmentJob(env, jobId, 1)).toBe(true)
    expect(await membersOf(id)).toHaveLength(250)
    // The process dies; the sweeper finds the silent job.
    await sweep(env, appClock.now(), { lost: true })
    expect(await membersOf(id)).toHaveLength(600)
    expect(await workAtSegmentJob(env, jobId, 1)).toBe(false)
    expect((await must(api("GET", `/segments/${id}`))).progress).toBeUndefined()
  })

  it("MEM-6 the same page worked at by many at once changes nothing more", async () => {
    await importMembers(700, () => "gold")
    await put("z", { plan: "gold" })
    await awaken("z")
    const { id, jobId } = await waitingSegment(gold)
    await Promise.all(Array.from({ length: 4 }, () => workAtSegmentJob(env, jobId, 10)))
    await advance()
    expect(await membersOf(id)).toHaveLength(701)
    const joins = await env.DB.prepare(
      "SELECT count(*) AS n FROM activity, json_each(entries) e WHERE e.value->>'type' = 'segmentJoined'",
    ).first<{ n: number }>()
    expect(joins?.n).toBe(1)
  })

  it("MEM-4 REC-01 an accepted post whose process died before anybody decided the members is decided by the sweeper", async () => {
    const id = await ruleSegment(gold)
    await advance()
    await put("a", { plan: "basic" })
    // What a post leaves behind when nothing follows it.
    await env.DB.prepare("UPDATE members SET profile = ?, due_at = ?, rev = rev + 1")
      .bind('{"attributes":{"plan":"gold"}}', appClock.now())
      .run()
    expect(await dueSleepers(env.DB, appClock.now(), 10)).toEqual(["a"])
    await sweep(env, appClock.now(), { lost: true })
    expect(await membersOf(id)).toEqual(["a"])
    expect(await dueSleepers(env.DB, appClock.now(), 10)).toEqual([])
  })

  it("MEM-6 REC-07 a decision about a member or by rules that have changed since is not written", async () => {
    const id = await ruleSegment(gold)
    await advance()
    await put("a", { plan: "gold" })
    const { rev } = readStamp(await ambientStamp(env.DB).all())
    const row = (await env.DB.prepare("SELECT rev FROM members").first<{ rev: number }>())?.rev ?? 0
    const leave = { id: "a", rev: row, dueAt: null, moves: [{ segmentId: id, member: false, at: appClock.now() + 9 }] }
    const write = (decision: typeof leave, by: number) =>
      env.DB.batch(sleeperStatements(env.DB, [decision], { rev: by, now: appClock.now() }))
    await write({ ...leave, rev: row - 1 }, rev)
    await write(leave, rev - 1)
    expect(await membersOf(id)).toEqual(["a"])
    await write(leave, rev)
    expect(await membersOf(id)).toEqual([])
  })
})

describe("rule segments while members change", () => {
  it("MEM-6 attributes that change while a job runs are not missed, whatever the order", async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `m${i}`)
    for (const id of ids) await put(id, { plan: "basic" })
    for (const id of ids.slice(0, 20)) await awaken(id)
    const [segment] = await Promise.all([
      ruleSegment(gold),
      ...ids.map((id, i) => put(id, { plan: i % 3 === 0 ? "gold" : "silver" })),
    ])
    await Promise.all(ids.map((id, i) => put(id, { plan: i % 2 === 0 ? "gold" : "silver" })))
    await advance()
    expect(await membersOf(segment as string)).toEqual(ids.filter((_, i) => i % 2 === 0).toSorted())
  })

  it("MEM-6 a newer edit takes the place of an older job", async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `m${i}`)
    for (const [i, id] of ids.entries()) await put(id, { plan: i % 2 === 0 ? "gold" : "silver" })
    for (const id of ids.slice(0, 10)) await awaken(id)
    const id = await ruleSegment(gold)
    const patch = (plan: string) =>
      must(api("PATCH", `/segments/${id}`, { body: { rule: rule(attribute("plan", "equals", plan)) } }))
    await Promise.all([patch("silver"), patch("gold"), patch("none")])
    await patch("silver")
    await advance()
    expect(await membersOf(id)).toEqual(ids.filter((_, i) => i % 2 === 1).toSorted())
    expect((await env.DB.prepare("SELECT count(*) AS n FROM segment_jobs").first<{ n: number }>())?.n).toBe(0)
  })

  it("CAM-6 MEM-6 a flow activated while members join by rule misses nobody and starts nobody twice", async () => {
    const id = await ruleSegment(gold)
    await advance()
    const ids = Array.from({ length: 40 }, (_, i) => `m${i}`)
    for (const one of ids) await put(one, { plan: "basic" })
    for (const one of ids.slice(0, 20)) await awaken(one)
    const [{ campaignId }] = await Promise.all([
      startFlow(chain({ mail: emailStep }), { segmentIds: [id] }),
      ...ids.map((one) => put(one, { plan: "gold" })),
    ])
    await advance()
    expect((await outbox()).map((one) => one.memberId).toSorted()).toEqual(ids.toSorted())
    expect((await must(api("GET", `/campaigns/${campaignId}/stats`))).runs.completed).toBe(40)
  })

  it("CAM-6 FLOW-3 a step that puts a member into a list starts the flow of that list, once", async () => {
    const { id: list } = await must(api("POST", "/segments", { body: { name: "By step", kind: "list" } }))
    const first = await startFlow(
      chain({ tag: { type: "updateMember", join: [list], outcomes: { done: "mail" } }, mail: emailStep }),
    )
    const second = await startFlow(chain({ second: emailStep }), { segmentIds: [list] })
    const members = [{ id: "a", email: "a@example.com" }]
    await must(api("POST", `/webhooks/segments/${first.segmentId}/joins`, { body: { members } }))
    await advance()
    expect((await outbox()).map((one) => one.stepId).toSorted()).toEqual(["mail", "second"])
    expect((await must(api("GET", `/campaigns/${second.campaignId}/stats`))).runs.completed).toBe(1)
  })

  it("WF-1 MEM-4 an event starts an internal workflow of a member who is in no flow; what it changes lets the member in", async () => {
    const id = await ruleSegment(gold)
    const workflow = await must(
      api("POST", "/workflows", { body: { name: "Upgrade", kind: "internal", trigger: { event: "upgraded" } } }),
    )
    const upgrade = { type: "updateMember", set: { attributes: { plan: "gold" } }, outcomes: { done: "end" } }
    const flow = { start: "set", steps: { set: upgrade, end: { type: "end" } } }
    await must(api("PUT", `/workflows/${workflow.id}/flow`, { body: flow }))
    await must(api("POST", `/workflows/${workflow.id}/publish`, { body: {} }))
    await advance()
    await must(api("POST", "/webhooks/events", { body: { memberId: "a", name: "upgraded" } }))
    await advance()
    expect(await membersOf(id)).toEqual(["a"])
  })

  it("LOD-01 MEM-6 100,000 sleeping members are found in seconds, and counted", async () => {
    await importMembers(100_000, (i) => (i % 10 === 0 ? "gold" : "basic"))
    const began = Date.now()
    const { id, jobId } = await waitingSegment(gold)
    while (await workAtSegmentJob(env, jobId, 100));
    const found = Date.now()
    expect(await membersOf(id)).toHaveLength(10_000)
    const { count } = await must(api("POST", "/segments/count", { body: { rule: gold } }))
    console.log(`100,000 members: found in ${found - began} ms, counted in ${Date.now() - found} ms`)
    expect(count).toBe(10_000)
    await importMembers(2_000, () => "gold")
    expect(await membersOf(id)).toHaveLength(11_800)
    await decideAsleep(env, ["m000001"])
    expect(await membersOf(id)).toHaveLength(11_800)
  })
})
