import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { advance, chain, emailStep, must, outbox, startFlow } from "../../helpers/flows"
import { api } from "../../routes/client"

const rule = (...all: object[]) => ({ any: [{ all }] })
const attribute = (name: string, op: string, value?: unknown) => ({ fact: "attribute", name, op, value })
const gold = rule(attribute("plan", "equals", "gold"))

async function ruleSegment(of: object, name = "Gold") {
  return await must(api("POST", "/segments", { body: { name, kind: "rule", rule: of } }))
}
const put = (id: string, attributes: Record<string, unknown>) =>
  must(api("PUT", `/members/${id}`, { body: { email: `${id}@example.com`, attributes } }))
async function membersOf(id: string): Promise<string[]> {
  return (await must(api("GET", `/segments/${id}/members?limit=200`))).items.map((one: { id: string }) => one.id)
}
const homeOf = async (id: string) =>
  (await env.DB.prepare("SELECT home FROM members WHERE id = ?").bind(id).first<{ home: string }>())?.home
/** A member who lives in an object: a word on consent is not kept in the table. */
const awaken = (id: string) =>
  must(api("PUT", `/members/${id}/consent`, { body: { channel: "push", scope: "all", status: "unsubscribed" } }))
const errorsOf = (answer: { json: { errors: { path: string; code: string }[] } }) =>
  answer.json.errors.map(({ path, code }) => [path, code])

describe("rule segments", () => {
  it("MEM-6 making one finds the members there are, asleep and awake, with progress until it has", async () => {
    await put("a", { plan: "gold" })
    await put("b", { plan: "basic" })
    await put("c", { plan: "gold" })
    await awaken("c")
    const made = await ruleSegment(gold)
    expect(made).toMatchObject({ kind: "rule", rule: gold, memberCount: 0, progress: { done: 0, total: 3 } })
    await advance()
    const found = await must(api("GET", `/segments/${made.id}`))
    expect(found).toMatchObject({ memberCount: 2 })
    expect(found.progress).toBeUndefined()
    expect(await membersOf(made.id)).toEqual(["a", "c"])
    expect(await homeOf("a")).toBe("table")
  })

  it("MEM-4 a sleeping member joins and leaves as its attributes change, without being woken", async () => {
    const { id } = await ruleSegment(gold)
    await advance()
    await put("a", { plan: "gold" })
    expect(await membersOf(id)).toEqual(["a"])
    const member = await must(api("GET", "/members/a"))
    expect(member.segments ?? member.memberships).toBeDefined()
    await put("a", { plan: "basic" })
    expect(await membersOf(id)).toEqual([])
    expect(await homeOf("a")).toBe("table")
  })

  it("CAM-6 MEM-4 a sleeping member whom a rule puts into an active flow's segment starts it at once", async () => {
    const { id } = await ruleSegment(gold)
    await advance()
    const { campaignId } = await startFlow(chain({ mail: emailStep }), { segmentIds: [id] })
    await put("a", { plan: "basic" })
    expect(await homeOf("a")).toBe("table")
    await put("a", { plan: "gold" })
    expect(await homeOf("a")).toBe("object")
    await advance()
    expect((await outbox()).map((one) => one.memberId)).toEqual(["a"])
    expect((await must(api("GET", `/campaigns/${campaignId}/runs`))).items).toHaveLength(1)
  })

  it("CAM-6 MEM-6 an edited rule starts the flow for those who match now, and lets the others go", async () => {
    const { id } = await ruleSegment(gold)
    await put("a", { plan: "gold" })
    await put("b", { plan: "silver" })
    await advance()
    const wait = { type: "delay", delay: { for: "P9D" } }
    await startFlow(chain({ mail: emailStep, wait }), { segmentIds: [id], onLeave: "exit" })
    await advance()
    expect((await outbox()).map((one) => one.memberId)).toEqual(["a"])
    const silver = rule(attribute("plan", "equals", "silver"))
    expect(await must(api("PATCH", `/segments/${id}`, { body: { rule: silver } }))).toMatchObject({ rule: silver })
    await advance()
    expect(await membersOf(id)).toEqual(["b"])
    expect((await outbox()).map((one) => one.memberId)).toEqual(["a", "b"])
    const [run] = (await must(api("GET", "/members/a/runs"))).items
    expect(run).toMatchObject({ status: "exited", reason: "leftSegment" })
  })

  it("MEM-4 an import and a post of joins decide sleeping members, list segments asked for included", async () => {
    const { id: list } = await must(api("POST", "/segments", { body: { name: "List", kind: "list" } }))
    const both = await ruleSegment(
      rule(attribute("plan", "equals", "gold"), { fact: "segment", op: "in", value: list }),
      "Gold in list",
    )
    await advance()
    const csv = "id,email,plan\na,a@example.com,gold\nb,b@example.com,basic\n"
    await must(api("POST", `/members/import?segmentId=${list}`, { body: csv, headers: { "content-type": "text/csv" } }))
    await advance()
    expect(await membersOf(both.id)).toEqual(["a"])
    const post = { members: [{ id: "c", attributes: { plan: "gold" } }] }
    await must(api("POST", `/webhooks/segments/${list}/joins`, { body: post }))
    await advance()
    expect(await membersOf(both.id)).toEqual(["a", "c"])
    await must(api("POST", `/webhooks/segments/${list}/leaves`, { body: { members: [{ id: "a" }] } }))
    await advance()
    expect(await membersOf(both.id)).toEqual(["c"])
    expect(await homeOf("c")).toBe("table")
  })

  it("MEM-4 an event lets a member in", async () => {
    const { id } = await ruleSegment(rule({ fact: "event", name: "bought", op: "happened" }))
    await advance()
    await must(api("POST", "/webhooks/events", { body: { events: [{ memberId: "a", name: "bought" }] } }))
    await advance()
    expect(await membersOf(id)).toEqual(["a"])
  })

  it("MEM-4 a new segment starts from another one: a rule segment by its rule, a list by its members", async () => {
    const first = await ruleSegment(gold)
    await put("a", { plan: "gold" })
    await put("b", { plan: "basic" })
    await put("c", { plan: "gold" })
    await awaken("c")
    await advance()
    const copy = await must(api("POST", "/segments", { body: { name: "Copy", kind: "rule", from: first.id } }))
    const list = await must(api("POST", "/segments", { body: { name: "Frozen", kind: "list", from: first.id } }))
    const all = await must(api("POST", "/segments", { body: { name: "All", kind: "list", from: "everyone" } }))
    expect(copy.rule).toEqual(gold)
    await advance()
    expect(await membersOf(copy.id)).toEqual(["a", "c"])
    expect(await membersOf(list.id)).toEqual(["a", "c"])
    expect(await membersOf(all.id)).toEqual(["a", "b", "c"])
    await put("a", { plan: "basic" })
    expect(await membersOf(copy.id)).toEqual(["c"])
    expect(await membersOf(list.id)).toEqual(["a", "c"])
    const { json } = await api("GET", "/members/c")
    expect(JSON.stringify(json)).toContain(list.id)
  })

  it("MEM-6 deleting one lets its members leave; not while something uses it", async () => {
    const { id } = await ruleSegment(gold)
    const asking = await ruleSegment(rule({ fact: "segment", op: "notIn", value: [id] }), "Others")
    await put("a", { plan: "gold" })
    await put("b", { plan: "gold" })
    await awaken("b")
    await advance()
    const refused = await api("DELETE", `/segments/${id}`)
    expect(refused.status).toBe(409)
    expect(refused.json.detail).toContain("Others")
    expect((await api("DELETE", `/segments/${asking.id}`)).status).toBe(204)
    expect((await api("DELETE", `/segments/${id}`)).status).toBe(204)
    await advance()
    for (const member of ["a", "b"])
      expect(JSON.stringify(await must(api("GET", `/members/${member}`)))).not.toContain(id)
    expect((await env.DB.prepare("SELECT count(*) AS n FROM segment_jobs").first<{ n: number }>())?.n).toBe(0)
  })

  it("MEM-4 a rule that makes no sense is refused, naming the criterion", async () => {
    const post = (of: object) => api("POST", "/segments", { body: { name: "S", kind: "rule", rule: of } })
    const flowOnly = await post({
      any: [
        { all: [attribute("plan", "exists")] },
        { all: [attribute("plan", "exists"), { fact: "message", name: "mail", op: "opened" }] },
      ],
    })
    expect(flowOnly.status).toBe(422)
    expect(errorsOf(flowOnly)).toEqual([["rule.any.1.all.1.fact", "flowOnly"]])
    const unknown = await post(rule({ fact: "segment", op: "in", value: ["nope"] }))
    expect(errorsOf(unknown)).toEqual([["rule.any.0.all.0.value", "unknown"]])
    const shape = await post(rule(attribute("plan", "equals")))
    expect(shape.status).toBe(422)
    expect(errorsOf(shape)[0]?.[0]).toBe("rule.any.0.all.0.value")
    expect(errorsOf(await api("POST", "/segments", { body: { name: "S", kind: "rule" } }))).toEqual([
      ["rule", "required"],
    ])
    expect(errorsOf(await api("POST", "/segments", { body: { name: "S", kind: "list", rule: gold } }))).toEqual([
      ["rule", "notAllowed"],
    ])
  })

  it("MEM-4 rules that would need their own answer are refused, also by way of others", async () => {
    const first = await ruleSegment(gold, "First")
    const second = await ruleSegment(rule({ fact: "segment", op: "in", value: first.id }), "Second")
    const circle = await api("PATCH", `/segments/${first.id}`, {
      body: { rule: rule({ fact: "segment", op: "notIn", value: [second.id] }) },
    })
    expect(circle.status).toBe(422)
    expect(errorsOf(circle)).toEqual([["rule.any.0.all.0.value", "circular"]])
  })

  it("MEM-4 nobody joins or leaves a rule segment by hand", async () => {
    const { id } = await ruleSegment(gold)
    expect((await api("PUT", `/segments/${id}/members/a`)).status).toBe(409)
    const joins = await api("POST", `/webhooks/segments/${id}/joins`, { body: { members: [{ id: "a" }] } })
    expect(joins.status).toBe(409)
    const list = await must(api("POST", "/segments", { body: { name: "List", kind: "list" } }))
    expect(errorsOf(await api("PATCH", `/segments/${list.id}`, { body: { rule: gold } }))).toEqual([
      ["rule", "notAllowed"],
    ])
  })
})
