import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { must } from "../helpers/flows"
import { api } from "../routes/client"

type Item = { id: string }
/** More than one page looks at. */
const many = 100_500
const each = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})`

/** Every page of a list: how many items each of them has, and all items. */
async function pages(path: string): Promise<{ sizes: number[]; items: Item[] }> {
  const sizes: number[] = []
  const items: Item[] = []
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { items: Item[]; nextCursor: string | null } = await must(
      api("GET", `${path}&limit=2&cursor=${cursor}`),
    )
    sizes.push(page.items.length)
    items.push(...page.items)
    cursor = page.nextCursor
    expect(sizes.length).toBeLessThan(10)
  }
  return { sizes, items }
}

describe("lists of more than one page looks at", () => {
  it("API-2 deliveries of a status come whole, whatever page finds them", async () => {
    await env.DB.prepare(
      `${each} INSERT INTO deliveries (id, member_id, campaign_id, step_id, run_id, seq, visit, version, channel, status, created_at)
       SELECT iif(i % 2, 'a', 'b') || '.d' || i, 'm', iif(i % 2, 'a', 'b'), 's', 'r', 1, 1, 1, 'email', iif(i IN (1, 3, 4, 99001), 'bounced', 'sent'), i FROM n`,
    ).run()
    const ids = ({ items }: { items: Item[] }) => items.map(({ id }) => id.slice(2))
    const all = await pages("/deliveries?status=bounced")
    expect(ids(all)).toEqual(["d99001", "d4", "d3", "d1"])
    expect(all.sizes).toEqual([1, 2, 1])
    expect(ids(await pages("/deliveries?status=bounced&campaignId=a"))).toEqual(["d99001", "d3", "d1"])
    expect((await pages("/deliveries?status=complained")).sizes).toEqual([0, 0])
  })

  it("MEM-7 whoever begins with the text comes first, then whoever has it elsewhere, everybody once", async () => {
    await env.DB.prepare(
      `${each} INSERT INTO members (id, home, profile, created_at, updated_at)
       SELECT 'm' || i, 'table', CASE i WHEN 2 THEN '{"email":"zoe@example.com"}' WHEN 5 THEN '{"phone":"+59899"}'
         WHEN 7 THEN '{"attributes":{"name":"Ada Zoe"}}' WHEN 100400 THEN '{"attributes":{"name":"Zoe"}}' ELSE '{}' END, 0, 0 FROM n`,
    ).run()
    const found = async (query: string) => (await pages(`/members?query=${query}`)).items.map(({ id }) => id)
    expect(await found("zoe")).toEqual(["m2", "m100400", "m7"])
    expect(await found("ZOE")).toEqual(["m2", "m100400", "m7"])
    expect(await found("%2B598")).toEqual(["m5"])
    expect(await found("M10040")).toEqual([
      "m100409",
      ...[8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `m10040${n}`),
      "m10040",
    ])
    expect((await pages("/members?query=nobody")).sizes).toEqual([0, 0])
  })

  it("ANA-3 runs of a large campaign on a step come whole and in order", async () => {
    const { id: segmentId } = await must(api("POST", "/segments", { body: { name: "Members", kind: "list" } }))
    const body = { kind: "flow", name: "Flow", segmentIds: [segmentId], timeZone: "UTC" }
    const { id } = await must(api("POST", "/campaigns", { body }))
    await env.DB.prepare(
      `${each} INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, entered_at)
         SELECT iif(i > 60000 AND i < 100400, 'other', ?1) || '.r' || i, iif(i > 60000 AND i < 100400, 'other', ?1), 'm' || i, 1, 1, 'active', iif(i IN (1, 59000, 100450), 'rare', 's'), 1, i FROM n`,
    )
      .bind(id)
      .run()
    const runs = await pages(`/campaigns/${id}/runs?stepId=rare`)
    expect(runs.items.map((run) => run.id.slice(id.length + 1))).toEqual(["r100450", "r59000", "r1"])
    const behind = await must(api("GET", `/campaigns/${id}/analysis/members?metric=current&limit=3`))
    expect(behind.items.map((one: { memberId: string }) => one.memberId)).toEqual(["m100500", "m100499", "m100498"])
  })
})
