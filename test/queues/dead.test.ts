import { env } from "cloudflare:workers"
import { expect, it } from "vitest"
import { startRebuild } from "../../src/db/rebuild"
import { consumeDead } from "../../src/queues/dead"
import { exportedCampaign } from "../helpers/exports"
import { advance, must, now } from "../helpers/flows"
import { api, ours, send, signIn } from "../routes/client"

/** Gives messages up, as their queue does after its last try. */
async function giveUp(bodies: readonly unknown[]): Promise<void> {
  const messages = bodies.map((body, i) => ({ id: `letter-${i}`, body, timestamp: new Date(i) }))
  await consumeDead(env, { messages } as unknown as MessageBatch<unknown>)
}

it("SEND-3 DEL-13 an export and a rebuild that their queue has given up on are named, and go on when a person says so", async () => {
  const { campaignId } = await exportedCampaign()
  const at = await now()
  await env.DB.prepare(
    `INSERT INTO exports (id, campaign_id, format, request, status, created_by, created_at, moved_at)
     VALUES ('e1', ?, 'csv', ?, 'running', 'owner', ?, ?)`,
  )
    .bind(campaignId, JSON.stringify({ format: "csv", fields: ["memberId"] }), at, at)
    .run()
  await env.DB.batch(startRebuild(env.DB, at))
  await giveUp([{ exportJob: "e1" }, { rebuild: true }])

  expect((await must(api("GET", "/dead-letters"))).items).toMatchObject([{ queue: "rebuild" }, { queue: "export" }])
  const html = await (await send("/dead-letters", { headers: { ...ours, cookie: (await signIn()).cookie } })).text()
  for (const words of ["The making of a file", "The rebuild of the lists"]) expect(html).toContain(words)

  expect(await must(api("POST", "/dead-letters/retry"))).toEqual({ retried: 2, left: 0 })
  await advance()
  expect(await must(api("GET", "/exports/e1"))).toMatchObject({ status: "done", rows: 3 })
  expect(await must(api("GET", "/system/rebuild"))).toMatchObject({ status: "done" })
})
