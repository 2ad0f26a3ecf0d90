import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { must, now } from "../../helpers/flows"
import { api } from "../../routes/client"

const quarterMs = 900_000
const daysAgo = 40
type Quarter = { campaign: string; bucket: number; entered: number; sent: number }

/** Two flows and a regular campaign with numbers in some quarters of the last forty days. */
async function filled(): Promise<{ at: number; quarters: Quarter[]; regular: string }> {
  await must(api("POST", "/dev/clock", { body: { to: "2027-03-30T15:20:00.000Z", hold: true } }))
  const { id: segmentId } = await must(api("POST", "/segments", { body: { name: "Members", kind: "list" } }))
  const ids: string[] = []
  for (const kind of ["flow", "flow", "campaign"]) {
    const body = { kind, name: kind, segmentIds: [segmentId], timeZone: "UTC" }
    ids.push((await must(api("POST", "/campaigns", { body }))).id)
  }
  await env.DB.prepare("UPDATE campaigns SET status = 'active'").run()
  const at = await now()
  const first = Math.floor(at / quarterMs) - daysAgo * 96
  const quarters = ids.flatMap((campaign, c) =>
    Array.from({ length: 300 }, (_, i) => ({
      campaign,
      bucket: first + Math.floor(((i * 7 + c) * daysAgo * 96) / 2_100),
      entered: (i % 5) + 1,
      sent: (i * 3) % 7,
    })),
  )
  await env.DB.prepare(
    `INSERT INTO quarters (campaign_id, bucket, entered, sent_email) SELECT value->>'campaign', value->>'bucket', value->>'entered',
       value->>'sent' FROM json_each(?)`,
  )
    .bind(JSON.stringify(quarters))
    .run()
  return { at, quarters, regular: ids[2] ?? "" }
}

const read = async (more = "") => await must(api("GET", `/analysis?range=custom&from=2027-02-10&to=2027-03-30${more}`))

/** What the quarters come to between instants: messages of regular campaigns are counted with the flows that send them. */
function recount(quarters: readonly Quarter[], regular: string, [from, to]: [number, number]) {
  const there = quarters.filter(({ bucket }) => bucket * quarterMs >= from && bucket * quarterMs < to)
  const sum = (of: (one: Quarter) => number) => there.reduce((n, one) => n + of(one), 0)
  return { entered: sum((one) => one.entered), sent: sum((one) => (one.campaign === regular ? 0 : one.sent)) }
}

describe("analysis of all campaigns", () => {
  it("ANA-2 equals a recount of the quarters, day by day in any zone, whoever looks first", async () => {
    const { quarters, regular } = await filled()
    for (const timeZone of ["UTC", "America/Montevideo", "Asia/Kathmandu", "America/New_York"]) {
      await must(api("PATCH", "/settings/company", { body: { timeZone } }))
      const looks = [await read(), await read()]
      expect(looks[1]).toEqual(looks[0])
      const { points, totals, campaigns } = looks[1]
      const ends = [...points.slice(1).map((point: { at: string }) => Date.parse(point.at)), Number.POSITIVE_INFINITY]
      expect(points).toHaveLength(49)
      points.forEach((point: { at: string; entered: number; sent: number }, i: number) => {
        const { entered, sent } = recount(quarters, regular, [Date.parse(point.at), ends[i] ?? 0])
        expect({ at: point.at, entered: point.entered, sent: point.sent }).toEqual({ at: point.at, entered, sent })
      })
      expect(totals).toMatchObject(recount(quarters, regular, [0, Number.POSITIVE_INFINITY]))
      for (const { id, totals: own } of campaigns) {
        const of = quarters.filter((one) => one.campaign === id)
        expect(own).toMatchObject(recount(of, "", [0, Number.POSITIVE_INFINITY]))
      }
    }
  })

  it("ANA-2 what is counted late, corrected or taken away again changes days that were summed up", async () => {
    const { at, quarters, regular } = await filled()
    await read()
    const [some] = quarters
    const late = Math.floor(at / quarterMs) - 5 * 96
    if (some === undefined) throw new Error("No quarters")
    const change = async (sql: string, ...args: unknown[]) =>
      await env.DB.prepare(sql)
        .bind(...args)
        .run()
    const set = "ON CONFLICT (campaign_id, bucket) DO UPDATE SET entered = entered + excluded.entered"
    await change(`INSERT INTO quarters (campaign_id, bucket, entered) VALUES (?, ?, 5) ${set}`, some.campaign, late)
    quarters.push({ campaign: some.campaign, bucket: late, entered: 5, sent: 0 })
    const all: [number, number] = [0, Number.POSITIVE_INFINITY]
    expect((await read()).totals).toMatchObject(recount(quarters, regular, all))
    await change(`INSERT INTO quarters (campaign_id, bucket, entered) VALUES (?, ?, 2) ${set}`, some.campaign, late)
    quarters.push({ campaign: some.campaign, bucket: late, entered: 2, sent: 0 })
    expect((await read()).totals).toMatchObject(recount(quarters, regular, all))
    await change("DELETE FROM quarters WHERE campaign_id = ?", some.campaign)
    const left = quarters.filter((one) => one.campaign !== some.campaign)
    const now = await read()
    expect(now.totals).toMatchObject(recount(left, regular, all))
    expect(now.campaigns.find((one: { id: string }) => one.id === some.campaign).totals.entered).toBe(0)
    const kept = await env.DB.prepare("SELECT count(*) AS n FROM days WHERE campaign_id = ''").first("n")
    expect(kept).toBe(48)
  })
})
