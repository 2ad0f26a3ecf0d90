import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { advance, must } from "../../helpers/flows"
import { api } from "../../routes/client"

const count = async (...any: object[][]) =>
  (await must(api("POST", "/segments/count", { body: { rule: { any: any.map((all) => ({ all })) } } }))).count
const attribute = (name: string, op: string, value?: unknown) => ({ fact: "attribute", name, op, value })
const member = (id: string, more: object) => must(api("PUT", `/members/${id}`, { body: more }))
const event = (memberId: string, name: string, properties: object, occurredAt?: string) =>
  must(api("POST", "/webhooks/events", { body: { events: [{ memberId, name, properties, occurredAt }] } }))

describe("the live count", () => {
  it("MEM-5 counts exactly, over profiles, memberships, consent, results and events", async () => {
    const { id: list } = await must(api("POST", "/segments", { body: { name: "List", kind: "list" } }))
    const now = await advance()
    await member("a", { email: "a@example.com", locale: "es", attributes: { plan: "Gold", n: 10 } })
    await member("b", { email: "b@example.com", attributes: { plan: "gold", n: 9 } })
    await member("c", { attributes: { plan: "basic", since: "2020-01-01" } })
    await must(api("PUT", `/segments/${list}/members/a`))
    await must(api("PUT", `/segments/${list}/members/c`))
    await must(api("PUT", "/members/b/consent", { body: { channel: "email", scope: "all", status: "unsubscribed" } }))
    await event("a", "bought", { amount: 50 })
    await event("a", "bought", { amount: 150 }, new Date(now - 10 * 86_400_000).toISOString())
    await event("d", "bought", { amount: 150 })
    await advance()

    expect(await count([attribute("plan", "equals", "GOLD")])).toBe(2)
    expect(await count([attribute("plan", "notEquals", "gold")])).toBe(2)
    expect(await count([attribute("n", "greaterThan", 9)])).toBe(1)
    expect(await count([attribute("plan", "equals", "gold"), attribute("n", "lessThan", 10)])).toBe(1)
    expect(await count([attribute("plan", "equals", "basic")], [attribute("n", "equals", 10)])).toBe(2)
    expect(await count([{ fact: "profile", name: "email", op: "exists" }])).toBe(2)
    expect(await count([{ fact: "segment", op: "in", value: list }])).toBe(2)
    expect(await count([{ fact: "segment", op: "notIn", value: [list] }])).toBe(2)
    expect(await count([{ fact: "segment", op: "in", value: "everyone" }])).toBe(4)
    expect(await count([{ fact: "consent", name: "email", op: "equals", value: "unsubscribed" }])).toBe(1)
    const bought = { fact: "event", name: "bought" }
    expect(await count([{ ...bought, op: "happened" }])).toBe(2)
    expect(await count([{ ...bought, op: "notHappened" }])).toBe(2)
    expect(await count([{ ...bought, op: "happened", atLeast: 2 }])).toBe(1)
    expect(await count([{ ...bought, op: "happened", within: "P7D", atLeast: 2 }])).toBe(0)
    expect(await count([{ ...bought, op: "happened", where: [{ name: "amount", op: "atLeast", value: 100 }] }])).toBe(2)
    expect(
      await count([
        { ...bought, op: "happened", within: "P7D", where: [{ name: "amount", op: "atLeast", value: 100 }] },
      ]),
    ).toBe(1)
    expect(await count()).toBe(0)
    expect(await count([])).toBe(4)
  })

  it("MEM-5 asks other rule segments by their rules, and pages through more members than one read", async () => {
    const lines = Array.from({ length: 4_500 }, (_, i) => `m${i},${i % 3 === 0 ? "gold" : "basic"},${i}`)
    const csv = `id,plan,n\n${lines.join("\n")}\n`
    await must(api("POST", "/members/import", { body: csv, headers: { "content-type": "text/csv" } }))
    await advance()
    const gold = { any: [{ all: [attribute("plan", "equals", "gold")] }] }
    const { id } = await must(api("POST", "/segments", { body: { name: "Gold", kind: "rule", rule: gold } }))
    expect(await count([{ fact: "segment", op: "in", value: id }, attribute("n", "lessThan", 3_000)])).toBe(1_000)
    await advance()
    expect((await must(api("GET", `/segments/${id}`))).memberCount).toBe(1_500)
  })

  it("MEM-5 what SQL leaves out beforehand is never a member who matches", async () => {
    const { id: empty } = await must(api("POST", "/segments", { body: { name: "Empty", kind: "list" } }))
    const values = [
      "gold",
      "GOLD",
      " gold",
      "ｇold",
      "Gold\n",
      "k",
      "K",
      "ñandú",
      "true",
      true,
      1,
      "1",
      0,
      "",
      ["Gold", "x"],
    ]
    for (const [i, value] of values.entries()) await member(`m${i}`, { attributes: { "the plan": value } })
    await member("none", { email: "none@example.com", attributes: { other: "gold" } })
    await event("e", "bought", {})
    await advance()
    // A group that SQL knows nothing of, and that nobody matches: everybody is read.
    const nobody = [{ fact: "segment", op: "in", value: [empty] }]
    const criteria = [
      ...["gold", "K", "k", "true", "1", "ñandú", "x", 1, true].map((value) => attribute("the plan", "equals", value)),
      ...["exists", "notExists"].map((op) => attribute("the plan", op)),
      ...["notEquals", "contains", "in", "startsWith", "matches"].map((op) => attribute("the plan", op, "gold")),
      { fact: "profile", name: "email", op: "exists" },
      { fact: "profile", name: "email", op: "notExists" },
      { fact: "event", name: "bought", op: "happened" },
      { fact: "event", name: "bought", op: "notHappened" },
      { fact: "result", op: "equals", value: "converted" },
      { fact: "result", op: "notEquals", value: "converted" },
    ]
    for (const criterion of criteria) {
      expect(await count([criterion]), JSON.stringify(criterion)).toBe(await count([criterion], nobody))
    }
    expect(await count([attribute("the plan", "equals", "gold")])).toBe(3)
    expect(await count(criteria.slice(0, 1), criteria.slice(1, 2))).toBe(5)
    const many = Array.from({ length: 40 }, () => attribute("the plan", "equals", "gold"))
    expect(await count(many)).toBe(3)
  })

  it("MEM-5 a rule that a segment could not have is refused, naming the criterion", async () => {
    for (const criterion of [
      { fact: "message", name: "mail", op: "opened" },
      { fact: "campaignData", name: "amount", op: "exists" },
      { fact: "webService", name: "/score", op: "exists" },
    ]) {
      const refused = await api("POST", "/segments/count", { body: { rule: { any: [{ all: [criterion] }] } } })
      expect(refused.status).toBe(422)
      expect(refused.json.errors[0].path).toBe("rule.any.0.all.0.fact")
    }
  })

  it("MEM-5 says of very many members about how many, wherever in the table they are, and of 20,000 exactly", async () => {
    const add = (from: number, to: number) =>
      env.DB.prepare(
        `WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
         INSERT INTO members (id, home, profile, created_at, updated_at)
         SELECT 'm' || i, 'table', json_object('attributes', json_object('plan', iif(i % 4 = 0 OR i > 24000, 'gold', 'basic'), 'n', i)),
           0, 0 FROM n`,
      )
        .bind(from, to)
        .run()
    const counted = async (criterion: object) =>
      await must(api("POST", "/segments/count", { body: { rule: { any: [{ all: [criterion] }] } } }))
    await add(1, 20_000)
    expect(await counted(attribute("n", "greaterThan", 0))).toEqual({ count: 20_000 })
    await add(20_001, 30_000)
    expect(await counted(attribute("plan", "equals", "gold"))).toEqual({ count: 12_000 })
    const many = await counted(attribute("plan", "notEquals", "silver"))
    expect(many).toEqual({ count: 30_000, estimated: true })
    const late = await counted(attribute("n", "greaterThan", 24_000))
    expect(late.estimated).toBe(true)
    expect(Math.abs(late.count - 6_000)).toBeLessThan(300)
  })
})
