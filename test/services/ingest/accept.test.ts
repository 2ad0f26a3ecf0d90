import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { advance, chain, emailStep, join, must, outbox, startFlow } from "../../helpers/flows"
import { api } from "../../routes/client"

async function listSegment(): Promise<string> {
  return (await must(api("POST", "/segments", { body: { name: "S", kind: "list" } }))).id
}

async function membersOf(segmentId: string): Promise<string[]> {
  return (await must(api("GET", `/segments/${segmentId}/members`))).items.map((m: { id: string }) => m.id).sort()
}

describe("inbound webhooks", () => {
  it("API-2 bad items are listed with their place and field, good ones kept", async () => {
    const { segmentId } = await startFlow(chain({ mail: emailStep }))
    const members: unknown[] = Array.from({ length: 120 }, (_, i) => ({ id: `m${i}`, email: `m${i}@example.com` }))
    members[107] = { id: "bad", email: "not an address" }
    const answer = await api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { members } })
    expect(answer.status).toBe(202)
    expect(answer.json.accepted).toBe(119)
    expect(answer.json.rejected).toMatchObject([{ index: 107, id: "bad" }])
    expect(answer.json.rejected[0].message).toContain("email")
    await advance()
    const [{ n }] = (await env.DB.prepare("SELECT count(*) AS n FROM outbox").all<{ n: number }>()).results as [
      { n: number },
    ]
    expect(n).toBe(119)
  })

  it("API-2 the same webhook-id gets the first answer and has no second effect", async () => {
    const { segmentId } = await startFlow(chain({ mail: emailStep }))
    const send = (id: string) =>
      api("POST", `/webhooks/segments/${segmentId}/joins`, {
        body: { members: [{ id }] },
        headers: { "webhook-id": "w1" },
      })
    const first = await send("a")
    const second = await send("b")
    expect(first.json).toEqual({ accepted: 1, rejected: [] })
    expect(second.status).toBe(202)
    expect(second.json).toEqual(first.json)
    await advance()
    expect((await api("GET", "/members/b")).status).toBe(404)
  })

  it("ING-09 MEM-9 the later occurredAt decides, whatever the order of arrival", async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
    const segmentId = await listSegment()
    const post = (kind: string, id: string, second: number) =>
      must(api("POST", `/webhooks/segments/${segmentId}/${kind}`, { body: { id, occurredAt: at(second) } }))
    await post("leaves", "a", 10)
    await post("joins", "a", 20)
    await post("joins", "b", 20)
    await post("leaves", "b", 10)
    await post("joins", "c", 10)
    await post("leaves", "c", 20)
    await advance()
    expect(await membersOf(segmentId)).toEqual(["a", "b"])
    // The same once the members live in their objects.
    for (const id of ["a", "b", "c"])
      await must(
        api("PUT", `/members/${id}/consent`, { body: { channel: "sms", scope: "all", status: "unsubscribed" } }),
      )
    await post("joins", "c", 15)
    await post("leaves", "a", 15)
    await advance()
    expect(await membersOf(segmentId)).toEqual(["a", "b"])
    await post("leaves", "a", 30)
    await advance()
    expect(await membersOf(segmentId)).toEqual(["b"])
  })

  it("MEM-2 a member that sleeps in the table merges, and wakes with all it had", async () => {
    const segmentId = await listSegment()
    await join(segmentId, ["a"], { attributes: { plan: "gold", city: "Salto" } })
    await must(api("PUT", "/members/a", { body: { email: null, attributes: { city: null, age: 40 } } }))
    const [row] = (await env.DB.prepare("SELECT home FROM members").all<{ home: string }>()).results
    expect(row?.home).toBe("table")
    const asleep = await must(api("GET", "/members/a"))
    expect(asleep).toMatchObject({ email: null, phone: "+59899123456", attributes: { plan: "gold", age: 40 } })
    expect(asleep.attributes).not.toHaveProperty("city")
    const campaign = await must(
      api("POST", "/campaigns", { body: { kind: "flow", name: "F", segmentIds: [segmentId] } }),
    )
    const sms = chain({
      sms: { type: "sms", message: { text: "{{ member.attributes.plan }} {{ member.attributes.age }}" } },
    })
    await must(api("PUT", `/campaigns/${campaign.id}/flow`, { body: sms }))
    await must(api("POST", `/campaigns/${campaign.id}/publish`, { body: {} }))
    await advance()
    expect(await outbox()).toMatchObject([{ text: "gold 40" }])
    const awake = await must(api("GET", "/members/a"))
    expect(awake).toMatchObject({ attributes: asleep.attributes, segments: [{ segmentId }] })
  })

  it("CAM-6 a new member whose joins of two segments arrive together starts both flows", async () => {
    const first = await startFlow(chain({ mail: emailStep }))
    const second = await startFlow(chain({ mail: emailStep }))
    for (let n = 0; n < 10; n++)
      await Promise.all([join(first.segmentId, [`m${n}`]), join(second.segmentId, [`m${n}`])])
    await advance()
    for (const { campaignId } of [first, second]) expect(await outbox(`&campaignId=${campaignId}`)).toHaveLength(10)
  })

  it("UNS-08 saving, importing or joining again does not resubscribe", async () => {
    const { segmentId } = await startFlow(chain({ mail: emailStep }))
    await must(api("PUT", "/members/a", { body: { email: "a@example.com" } }))
    await must(api("PUT", "/members/a/consent", { body: { channel: "email", scope: "all", status: "unsubscribed" } }))
    await must(api("PUT", "/members/a", { body: { email: "b@example.com" } }))
    await join(segmentId, ["a"])
    const file = "id,email\na,c@example.com\n"
    await must(
      api("POST", `/members/import?segmentId=${segmentId}`, { body: file, headers: { "content-type": "text/csv" } }),
    )
    await advance()
    expect((await must(api("GET", "/members/a"))).consent).toMatchObject([{ channel: "email", status: "unsubscribed" }])
    expect(await outbox()).toEqual([])
  })

  it("ING-14 an unknown segment is refused; everyone and rule segments take no joins", async () => {
    expect((await api("POST", "/webhooks/segments/nope/joins", { body: { id: "a" } })).status).toBe(404)
    expect((await api("POST", "/webhooks/segments/everyone/joins", { body: { id: "a" } })).status).toBe(409)
    expect((await api("GET", "/members/a")).status).toBe(404)
  })

  it("ING-18 any text is an id: each its own member, matched exactly", async () => {
    const ids = ["é", "e\u0301", "😀", "a:b", "a/b", "007", "7", " x", "'; DROP TABLE members; --", "%"]
    const { segmentId } = await startFlow(chain({ mail: emailStep }))
    await must(
      api("POST", `/webhooks/segments/${segmentId}/joins`, {
        body: { members: ids.map((id) => ({ id, email: "x@example.com" })) },
      }),
    )
    await advance()
    expect((await outbox()).map((m) => m.memberId).sort()).toEqual([...ids].sort())
    for (const id of ids) expect((await must(api("GET", `/members/${encodeURIComponent(id)}`))).id).toBe(id)
  })
})
