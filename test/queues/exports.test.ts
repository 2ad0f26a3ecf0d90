import { env } from "cloudflare:workers"
import { strFromU8, unzipSync } from "fflate"
import { describe, expect, it } from "vitest"
import { openDb } from "../../src/db/client"
import { beginExport } from "../../src/db/exports"
import { appClock } from "../../src/platform/clock"
import { bucketSink } from "../../src/platform/file-sink"
import { makeExport } from "../../src/services/exports/make"
import { authorized, waiting } from "../helpers/exports"
import { advance, must, now, startFlow } from "../helpers/flows"
import { api, send } from "../routes/client"

describe("exports whose maker dies", () => {
  const total = 26_000

  /** More rows than are written between two notes of where it stands. */
  async function rowsOf(campaignId: string) {
    const insert = env.DB.prepare(
      `INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, entered_at)
       SELECT ?1 || '.u' || printf('%05d', value) || '.1', ?1, 'm' || value || ?3, 1, 1, 'active', 'wait', 1, 0 FROM json_each(?2)`,
    )
    const ids = Array.from({ length: total }, (_, n) => n)
    // Texts so long that the file has parts before it stops.
    await insert.bind(campaignId, JSON.stringify(ids), "x".repeat(200)).run()
  }

  it.each(["csv", "xlsx"] as const)(
    "ANA-4 REC-01 a %s goes on where it stopped, and nothing of it is read again",
    async (format) => {
      const { campaignId: id } = await startFlow(waiting)
      await rowsOf(id)
      const at = await now()
      const insert = env.DB.prepare(
        `INSERT INTO exports (id, campaign_id, format, request, status, created_by, created_at, moved_at)
       VALUES ('dying', ?, ?, ?, 'running', 'owner', ?, ?)`,
      )
      await insert.bind(id, format, JSON.stringify({ format, fields: ["memberId"] }), at, at).run()
      const job = await beginExport(env.DB, "dying", at)
      if (job === null) throw new Error("There is no such export")
      const sink = bucketSink(env, `exports/dying.${format}`, null)
      let written = 0
      // Its process ends in the middle of a write: nobody hears of it any more.
      const died = new Promise<void>((resolve) => {
        const write = async (bytes: Uint8Array) => {
          if (++written <= 23) return await sink.write(bytes)
          resolve()
          await new Promise(() => {})
        }
        void makeExport({ db: openDb(env.DB), clock: appClock }, job, { ...sink, write })
      })
      await died
      expect(await must(api("GET", "/exports/dying"))).toMatchObject({ status: "running", rows: 20_000, total })
      // Whoever read them again would see this.
      await env.DB.prepare("UPDATE runs SET member_id = 'again' WHERE id < ?").bind(`${id}.u20000`).run()
      await advance()
      const done = await must(api("GET", "/exports/dying"))
      expect(done).toMatchObject({ status: "done", rows: total })
      const answer = await send("/api/v1/exports/dying/file", { headers: authorized })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      expect(bytes.length).toBe(done.bytes)
      const text =
        format === "csv"
          ? new TextDecoder().decode(bytes)
          : strFromU8(unzipSync(bytes)["xl/worksheets/sheet1.xml"] ?? new Uint8Array())
      const found = [...text.matchAll(/m(\d+)xxx/g)].map((match) => Number(match[1]))
      expect(found.length).toBe(total)
      expect(found.every((n, index) => n === index)).toBe(true)
      expect(text).not.toContain("again")
      const kept = (await env.DOCUMENTS.list({ prefix: "exports/" })).objects.map(({ key }) => key)
      expect(kept).toEqual([`exports/dying.${format}`])
    },
  )
})
