import { applyD1Migrations, reset } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { expect, it } from "vitest"
import { restoreStatements } from "../../scripts/restore/sql.mjs"
import { backupTables } from "../../src/db/backups"
import { makeBackup, readBackup } from "../../src/platform/backups"
import { forgetCompany } from "../../src/platform/company"
import { forgetDefinitions } from "../../src/platform/definitions"
import { advance, chain, delayOf, emailStep, join, must, outbox, startFlow } from "../helpers/flows"
import { pictures } from "../helpers/pictures"
import { adminToken, api, send } from "../routes/client"

/** Rows of all tables of a backup, in no order. */
async function configured(): Promise<Record<string, string[]>> {
  const tables = await Promise.all(
    backupTables.map(async (table) => {
      const { results } = await env.DB.prepare(`SELECT * FROM "${table}"`).all()
      return [table, results.map((row) => JSON.stringify(row)).toSorted()] as const
    }),
  )
  return Object.fromEntries(tables)
}

/** A system with something in many tables, among it a text longer than a statement of D1 may be. */
async function configure() {
  const category = await must(api("POST", "/categories", { body: { name: 'It\'s "loud"', priority: 3 } }))
  const html = `<p>${"Größe 😀 ' ".repeat(12_000)}</p>`
  const flow = chain({
    mail: emailStep,
    wait: delayOf("P1D"),
    long: { ...emailStep, message: { subject: "Long", html } },
  })
  const started = await startFlow(flow, { categoryId: category.id, endsAt: "2031-01-01" })
  await must(api("PUT", "/providers/sms", { body: { kind: "outbox" } }))
  await must(api("POST", "/occasions", { body: { name: "Day", at: "2030-01-01T09:00", timeZone: "UTC" } }))
  await join(started.segmentId, ["before"])
  await advance()
  return started
}

it("OPS-2 a backup that is put back into an empty system gives every row again, and its flows go on with whoever joins", async () => {
  const { campaignId, segmentId } = await configure()
  const rows = await configured()
  expect(Object.values(rows).filter((of) => of.length > 0).length).toBeGreaterThan(7)
  const backup = await readBackup(env, (await makeBackup(env)).id)
  const text = await new Response(backup?.body.pipeThrough(new DecompressionStream("gzip"))).text()

  await reset()
  forgetDefinitions()
  forgetCompany()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  const statements = [...restoreStatements(text)]
  expect(Math.max(...statements.map((one) => new TextEncoder().encode(one).length))).toBeLessThan(100_000)
  // Twice: what is there already is replaced.
  for (const statement of [...statements, ...statements]) await env.DB.prepare(statement).run()
  expect(await configured()).toEqual(rows)

  await api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } })
  expect(await must(api("GET", `/campaigns/${campaignId}`))).toMatchObject({ status: "active", endsAt: "2031-01-01" })
  // Members are no part of a backup.
  expect((await api("GET", "/members/before")).status).toBe(404)
  await join(segmentId, ["after"])
  await advance("P1D")
  expect((await outbox()).map(({ memberId, stepId }) => `${memberId} ${stepId}`)).toEqual(["after mail", "after long"])
  // Its clock goes on as well: it ends, and since nobody is inside any more it is complete (CAM-4).
  await api("POST", "/dev/clock", { body: { to: "2031-01-02T00:00:01.000Z" } })
  expect((await must(api("GET", `/campaigns/${campaignId}`))).status).toBe("completed")
})

it("OPS-2 a picture that was deleted after the backup is seen again when the backup is put back, and is forgotten with it", async () => {
  const upload = async () => {
    const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/octet-stream" }
    const answer = await send("/api/v1/images", { method: "POST", headers, body: pictures.gif(8, 8) })
    return (await answer.json()) as { id: string; path: string }
  }
  const seen = async (path: string) => (await send(path)).status
  const image = await upload()
  const backup = await readBackup(env, (await makeBackup(env)).id)
  const text = await new Response(backup?.body.pipeThrough(new DecompressionStream("gzip"))).text()
  const forget = async () => await must(api("DELETE", `/images/${image.id}`))
  const putBack = async () => {
    for (const statement of restoreStatements(text)) await env.DB.prepare(statement).run()
  }
  await forget()
  expect(await seen(image.path)).toBe(404)
  await putBack()
  expect([await seen(image.path), await seen(image.path)]).toEqual([200, 200])

  // After the last backup that could bring it back, nothing of it is kept.
  await forget()
  await api("POST", "/dev/clock", { body: { advance: "P32D" } })
  await makeBackup(env)
  await putBack()
  expect(await seen(image.path)).toBe(404)
  expect((await env.DOCUMENTS.list({ prefix: "deleted-images/" })).objects).toEqual([])
  // Its file uploaded once more is the same picture, and whole.
  expect((await upload()).id).toBe(image.id)
  expect(await seen(image.path)).toBe(200)
})
