import { env } from "cloudflare:workers"
import { afterEach, describe, expect, it, vi } from "vitest"
import { realClock } from "../../../src/core/clock"
import { must } from "../../helpers/flows"
import { api } from "../../routes/client"

afterEach(() => vi.restoreAllMocks())

const add = (segmentId: string, from: number, to: number) =>
  env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT CAST(?2 AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < ?3)
     INSERT INTO memberships (segment_id, member_id, member, at, source) SELECT ?1, 'm' || i, 1, 0, 'import' FROM n`,
  )
    .bind(segmentId, from, to)
    .run()

describe("members of a segment", () => {
  it("MEM-4 are counted anew while few, and while many when the last count is old for their number", async () => {
    const { id } = await must(api("POST", "/segments", { body: { name: "List", kind: "list" } }))
    const counts = async () => {
      const listed = (await must(api("GET", "/segments"))).items.find(
        (one: { id: string }) => one.id === id,
      ).memberCount
      expect((await must(api("GET", `/segments/${id}`))).memberCount).toBe(listed)
      return listed
    }
    const start = Date.now()
    vi.spyOn(realClock, "now").mockReturnValue(start)
    await add(id, 1, 19_999)
    expect(await counts()).toBe(19_999)
    await add(id, 20_000, 20_000)
    expect(await counts()).toBe(20_000)
    await add(id, 20_001, 30_000)
    expect(await counts()).toBe(30_000)
    await add(id, 30_001, 30_010)
    vi.mocked(realClock.now).mockReturnValue(start + 299)
    expect(await counts()).toBe(30_000)
    vi.mocked(realClock.now).mockReturnValue(start + 300)
    expect(await counts()).toBe(30_010)
    await env.DB.prepare("DELETE FROM memberships WHERE segment_id = ? AND member_id <> 'm1'").bind(id).run()
    expect(await counts()).toBe(1)
  })
})
