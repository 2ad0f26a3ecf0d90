import { runInDurableObject } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { expect, it } from "vitest"
import { memberTables } from "../../src/db/erase"
import { documentKey } from "../../src/platform/documents"
import { memberStub } from "../../src/platform/members"
import { advance, chain, delayOf, emailStep, join, must, smsStep, startFlow } from "../helpers/flows"
import { api } from "../routes/client"

const id = "erase-me-4711"
const traces = [id, "gone-4711", "+59899004711", "4711 Gone Street"]
const pdf = {
  type: "exportPdf",
  document: { name: "Letter", html: "<p>{{ member.id }}</p>" },
  outcomes: { done: "wait" },
}
const flow = chain({ mail: emailStep, letter: pdf, wait: delayOf("P4D"), text: smsStep })

/** Every row of every table, and every file, in which something tells of the member. */
async function tracesLeft(): Promise<string[]> {
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_cf_%'",
  ).all<{ name: string }>()
  const found: string[] = []
  for (const { name } of tables.results) {
    const { results } = await env.DB.prepare(`SELECT * FROM "${name}"`).all()
    for (const row of results) if (tellsOf(JSON.stringify(row))) found.push(name)
  }
  const mine = (await documentKey({ memberId: id, deliveryId: "" })).replace(/\.pdf$/, "")
  for (const { key } of (await env.DOCUMENTS.list()).objects) {
    const object = await env.DOCUMENTS.get(key)
    const bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0))
    if (tellsOf(key) || tellsOf(new TextDecoder("latin1").decode(bytes))) found.push(key)
    if (key.startsWith(mine)) found.push("a document")
  }
  return [...new Set(found)].toSorted()
}

function tellsOf(text: string): boolean {
  return traces.some((trace) => text.includes(trace))
}

/** A member who has left something everywhere. */
async function live() {
  const { campaignId, segmentId } = await startFlow(flow)
  const who = { email: "gone-4711@example.com", phone: "+59899004711", attributes: { street: "4711 Gone Street" } }
  await join(segmentId, [id], who)
  await join(segmentId, ["stays"])
  await must(
    api("POST", "/webhooks/events", { body: { memberId: id, name: "seen", properties: { at: "4711 Gone Street" } } }),
  )
  await must(api("PUT", `/members/${id}/consent`, { body: { channel: "push", scope: "all", status: "unsubscribed" } }))
  const occasion = await must(
    api("POST", "/occasions", { body: { name: "Day", at: "2030-01-01T09:00", timeZone: "UTC" } }),
  )
  await must(api("PUT", `/occasions/${occasion.id}/attendance/${id}`, { body: { status: "attended" } }))
  const bad = { members: [{ id, email: "not an address" }, { id: "stays" }] }
  await must(api("POST", `/webhooks/segments/${segmentId}/joins`, { body: bad, headers: { "webhook-id": "w-1" } }))
  await advance()
  const letters = [
    ["own", { memberId: id, call: { inputs: [] } }],
    ["records", { records: [{ memberId: id }, { memberId: "stays" }] }],
    ["settled", { settled: [{ memberId: id }] }],
  ]
  await env.DB.batch([
    ...letters.map(([name, body]) =>
      env.DB.prepare("INSERT INTO dead_letters (id, queue, body, at) VALUES (?, 'x', ?, 1)").bind(
        name,
        JSON.stringify(body),
      ),
    ),
    env.DB.prepare("INSERT INTO attempts (delivery_id, member_id, message, at) VALUES ('d', ?1, ?2, 1)").bind(
      id,
      JSON.stringify({ to: "gone-4711@example.com" }),
    ),
    env.DB.prepare("INSERT INTO results (campaign_id, kind, at, member_id) VALUES (?, 'converted', 1, ?)").bind(
      campaignId,
      id,
    ),
    env.DB.prepare("INSERT OR REPLACE INTO campaign_data VALUES (?, ?, 1, ?)").bind(
      campaignId,
      id,
      JSON.stringify({ note: "4711 Gone Street" }),
    ),
  ])
  return { campaignId, segmentId }
}

it("MEM-8 SEC-39 a member's export holds what every store has of it; after the erase none of them has anything", async () => {
  const { campaignId } = await live()
  const before = await tracesLeft()
  expect(before).toEqual(expect.arrayContaining([...memberTables, "members", "dead_letters", "receipts", "a document"]))

  const all = await must(api("GET", `/members/${id}/export`))
  expect(all).toMatchObject({
    member: { id, email: "gone-4711@example.com", attributes: { street: "4711 Gone Street" } },
    known: { events: expect.arrayContaining([expect.objectContaining({ name: "seen" })]) },
    attempts: [{ deliveryId: "d", message: { to: "gone-4711@example.com" } }],
    results: [{ campaignId, kind: "converted" }],
    deadLetters: [{ memberId: id }],
    campaignData: [{ campaignId, values: { note: "4711 Gone Street" } }],
  })
  for (const list of ["runs", "deliveries", "messages", "timeline", "attendance"])
    expect([list, all[list].length > 0]).toEqual([list, true])

  expect((await api("DELETE", `/members/${id}`)).status).toBe(204)
  expect(await tracesLeft()).toEqual([])
  const stored = await runInDurableObject(memberStub(env, id), async (_object, state) => ({
    kept: [...state.storage.kv.list()],
    alarm: await state.storage.getAlarm(),
  }))
  expect(stored).toEqual({ kept: [["erased", true]], alarm: null })
  // What is the others' stays, and what was on its way does no harm.
  const letters = await env.DB.prepare("SELECT id, body FROM dead_letters").all<{ id: string; body: string }>()
  expect(letters.results).toEqual([{ id: "records", body: JSON.stringify({ records: [{ memberId: "stays" }] }) }])
  await advance("P5D")
  expect(await tracesLeft()).toEqual([])
  expect((await api("GET", "/members/stays")).status).toBe(200)
})
