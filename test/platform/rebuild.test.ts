import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { advance, chain, delayOf, emailStep, join, must, startFlow } from "../helpers/flows"
import { api, ours, send, signIn } from "../routes/client"

const flow = chain({ hello: emailStep, wait: delayOf("P1D"), again: emailStep })

/** What the read model says, table by table; deliveries and runs without the number of the record that told of them. */
async function tables(campaignId: string) {
  const all = async (sql: string) => (await env.DB.prepare(sql).bind(campaignId).all<Record<string, unknown>>()).results
  return {
    counters: await all("SELECT step_id, metric, n FROM counters WHERE campaign_id = ? AND n <> 0 ORDER BY 1, 2"),
    series: await all("SELECT bucket, metric, n FROM series WHERE campaign_id = ? ORDER BY 1, 2"),
    results: await all("SELECT kind, at, member_id FROM results WHERE campaign_id = ? ORDER BY 1, 2, 3"),
    runs: await all(
      "SELECT id, status, step_id, visit, started_at, entered_at, wake_at, ended_at, reason FROM runs WHERE campaign_id = ? ORDER BY id",
    ),
    deliveries: await all(
      `SELECT id, status, reason, "to", sent_at, delivered_at, opened_at, clicked_at, bounced_at, engaged_at, firsts
       FROM deliveries WHERE campaign_id = ? ORDER BY id`,
    ),
    members: await all(
      `SELECT m.id, m.profile, json_remove(m.facts, '$.seq') AS facts, m.due_at, m.seq FROM members m JOIN runs r ON r.member_id = m.id WHERE r.campaign_id = ? ORDER BY 1`,
    ),
  }
}

const report = async (campaignId: string, member: string, type: string) => {
  const { items } = await must(api("GET", `/deliveries?campaignId=${campaignId}&memberId=${member}`))
  await must(api("POST", "/dev/provider-events", { body: { deliveryId: items[0].id, type } }))
}

async function rebuilt(): Promise<{ status: string; corrected: number; done: number }> {
  await must(api("POST", "/system/rebuild"))
  for (let i = 0; i < 20; i++) {
    await advance()
    const told = await must(api("GET", "/system/rebuild"))
    if (told.status === "done") return told
  }
  throw new Error("The rebuild does not end")
}

/** Members in every state: some have come to the End, some wait, one has opened, one has converted, one has no address. */
async function played() {
  const made = await startFlow(flow, { goal: { event: "bought" }, afterConversion: "continue" })
  const tag = made.campaignId.slice(-6)
  const ids = ["a", "b", "c", "d"].map((name) => `${name}${tag}`) as [string, string, string, string]
  const [a, b, , d] = ids
  await join(made.segmentId, [a, b])
  await join(made.segmentId, [d], { email: null })
  await advance()
  await report(made.campaignId, a, "opened")
  await report(made.campaignId, b, "bounced")
  await must(api("POST", "/webhooks/events", { body: { memberId: a, name: "bought" } }))
  await advance("P2D")
  await join(made.segmentId, [ids[2]])
  await advance()
  return { ...made, ids }
}

describe("rebuilding the read model", () => {
  it("ANA-1 gives the same numbers and rows, whatever was wrong or missing", async () => {
    const { campaignId, ids } = await played()
    const before = await tables(campaignId)
    expect(before.counters.length).toBeGreaterThan(10)
    const [a, , c] = ids
    const spoil = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values)
    await env.DB.batch([
      spoil("UPDATE counters SET n = n + 7 WHERE campaign_id = ? AND metric = 'sent'", campaignId),
      spoil("DELETE FROM counters WHERE campaign_id = ? AND metric = 'entered'", campaignId),
      spoil("UPDATE quarters SET reached = 0, opened_email = 9 WHERE campaign_id = ?", campaignId),
      spoil("DELETE FROM results WHERE campaign_id = ?", campaignId),
      spoil("DELETE FROM runs WHERE campaign_id = ? AND ended_at IS NOT NULL", campaignId),
      spoil("UPDATE runs SET step_id = 'hello', wake_at = 1 WHERE campaign_id = ?", campaignId),
      spoil("DELETE FROM deliveries WHERE campaign_id = ? AND member_id = ?", campaignId, a),
      spoil(
        "UPDATE deliveries SET status = 'queued', firsts = 0 WHERE campaign_id = ? AND member_id = ?",
        campaignId,
        c,
      ),
      spoil("UPDATE members SET profile = '{}', facts = NULL, due_at = NULL WHERE id = ?", c),
      spoil("DELETE FROM memberships WHERE member_id = ?", c),
    ])
    const told = await rebuilt()
    expect(told.corrected).toBeGreaterThan(0)
    const named = (await must(api("GET", "/system/rebuilds"))).items[0]
    expect(named.corrections).toHaveLength(told.corrected)
    expect(named.corrections).toContainEqual({ campaignId, stepId: "hello", at: null, metric: "sent", by: -7 })
    expect(named.corrections.map((one: { at: string | null }) => one.at !== null)).toContain(true)
    expect(await tables(campaignId)).toEqual(before)
    expect((await must(api("GET", `/members/${c}`))).segments).toHaveLength(1)
    expect((await rebuilt()).corrected).toBe(0)
    expect(await tables(campaignId)).toEqual(before)
  })

  it("ANA-1 leaves alone what comes while it runs; MEM-8 what erased members have counted stays", async () => {
    const { campaignId, segmentId, ids } = await played()
    await must(api("DELETE", `/members/${ids[0]}`))
    await must(api("POST", "/system/rebuild"))
    expect((await api("POST", "/system/rebuild")).status).toBe(409)
    await join(segmentId, [`late${campaignId.slice(-6)}`])
    await must(api("DELETE", `/members/${ids[1]}`))
    await must(api("DELETE", `/members/${ids[2]}`))
    const before = await tables(campaignId)
    for (let i = 0; i < 20; i++) await advance()
    expect(await must(api("GET", "/system/rebuild"))).toMatchObject({ status: "done", corrected: 0 })
    const after = await tables(campaignId)
    expect(after.counters.find((one) => one.metric === "started")).toMatchObject({ n: 5 })
    expect(after.counters.length).toBeGreaterThanOrEqual(before.counters.length)
    expect((await rebuilt()).corrected).toBe(0)
    expect((await tables(campaignId)).counters).toEqual(after.counters)
  })

  it("OPS-2 UI-4 started and followed on a page of its own, by admins only", async () => {
    const { campaignId } = await played()
    await env.DB.prepare("UPDATE counters SET n = n + 1000 WHERE campaign_id = ? AND metric = 'active'")
      .bind(campaignId)
      .run()
    const { cookie } = await signIn()
    const headers = { ...ours, cookie }
    const start = async () => (await send("/health/rebuild", { method: "POST", headers, redirect: "manual" })).status
    expect(await start()).toBe(303)
    const running = await (await send("/health/rebuild", { headers })).text()
    expect(running).toContain('hx-trigger="every 1s"')
    expect(running).not.toContain("Start a rebuild")
    for (let i = 0; i < 20; i++) await advance()
    const done = await (await send("/health/rebuild", { headers })).text()
    expect(done).toContain("1 number was wrong and put right.")
    expect(done).toContain("−1,000")
    await env.DB.prepare("UPDATE users SET role = 'editor'").run()
    expect([await start(), (await send("/health/rebuild", { headers })).status]).toEqual([403, 403])
  })
})
