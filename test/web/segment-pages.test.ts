import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { workAtSegmentJob } from "../../src/queues/segment-jobs"
import { advance, must } from "../helpers/flows"
import { adminToken, api, origin, page } from "../routes/client"

const ours = { origin, "sec-fetch-site": "same-origin" }

async function signedIn(language = "en"): Promise<Record<string, string>> {
  const answer = await page("POST", "/sign-in", { headers: ours, form: { token: adminToken, next: "/campaigns" } })
  const session = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
  return { ...ours, cookie: `${session}; locale=${language}` }
}
const put = (id: string, plan: string) => must(api("PUT", `/members/${id}`, { body: { attributes: { plan } } }))
const gold = {
  name: "Gold",
  kind: "rule",
  "rule.any.0._": "",
  "rule.any.0.all.0.fact": "attribute",
  "rule.any.0.all.0.name": "plan",
  "rule.any.0.all.0.op": "equals",
  "rule.any.0.all.0.value": "gold",
}
const rule = { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] }

describe("segment pages", () => {
  it("FLOW-4 UI-2 a date that does not exist is refused at its field, in the reader's language", async () => {
    const before = { ...gold, "rule.any.0.all.0.op": "before", "rule.any.0.all.0.value": "2027-02-30" }
    const answer = await page("POST", "/segments/new", { headers: await signedIn("es"), form: before })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain("«2027-02-30» no es una fecha")
  })

  it("MEM-4 a rule segment is made and edited by forms that need no script", async () => {
    const headers = await signedIn()
    const shaped = await page("POST", "/segments/new", { headers, form: { name: "Gold", kind: "rule", do: "reshape" } })
    expect(await shaped.text()).toContain('value="add:rule.any.0.all"')
    const made = await page("POST", "/segments/new", { headers, form: gold })
    expect(made.status).toBe(303)
    const path = (made.headers.get("location") ?? "").split("?")[0] ?? ""
    const { rule: saved } = await must(api("GET", path))
    expect(saved).toEqual(rule)

    const html = await (await page("GET", `${path}/edit`, { headers })).text()
    expect(html).toContain('name="rule.any.0.all.0.value"')
    const flow = /href="(\/campaigns\/new\/flow[^"]*)"/.exec(await (await page("GET", path, { headers })).text())?.[1]
    const begun = await (await page("GET", flow ?? "", { headers })).text()
    expect(begun).toMatch(/name="segmentIds"[^>]* checked/)
    const edited = await page("POST", `${path}/edit`, {
      headers,
      form: { ...gold, name: "Silver", "rule.any.0.all.0.value": "silver" },
    })
    expect(edited.status).toBe(303)
    expect(await must(api("GET", path))).toMatchObject({
      name: "Silver",
      rule: { any: [{ all: [{ value: "silver" }] }] },
    })
  })

  it("MEM-5 the count follows the form, and says what is lacking", async () => {
    await put("a", "gold")
    await put("b", "basic")
    const headers = await signedIn()
    const count = async (form: Record<string, string>) =>
      (await (await page("POST", "/segments/count", { headers, form })).text()).replaceAll(/<[^>]*>/g, "")
    expect(await count(gold)).toBe("1 member matches")
    expect(await count({ ...gold, "rule.any.0.all.0.op": "exists" })).toBe("2 members match")
    expect(await count({ ...gold, "rule.any.0.all.0.name": "" })).toContain("Complete the condition")
    const asked = await page("POST", "/segments/new", { headers, form: { ...gold, do: "count" } })
    expect((await asked.text()).replaceAll(/<[^>]*>/g, "")).toContain("1 member matches")
  })

  it("MEM-6 the page shows the rule in words, and progress until its members are found", async () => {
    await put("a", "gold")
    const { id } = await must(api("POST", "/segments", { body: { name: "Gold", kind: "rule", rule } }))
    await advance()
    const headers = await signedIn()
    // A job that stands still for as long as we look.
    await env.DB.batch([
      env.DB.prepare("UPDATE segments SET rev = 0"),
      env.DB.prepare(
        "INSERT INTO segment_jobs (id, segment_id, rev, done, total, moved_at, created_at) VALUES ('j', ?, 1, 1, 4, ?2, 0)",
      ).bind(id, 4e12),
    ])
    const before = await (await page("GET", `/segments/${id}`, { headers })).text()
    expect(before).toContain("plan is gold")
    expect(before).toContain('id="segment-search"')
    expect(await (await page("GET", "/segments", { headers })).text()).toContain("Finding members: 25 %")
    await workAtSegmentJob(env, "j", 10)
    const after = await (await page("GET", `/segments/${id}`, { headers })).text()
    expect(after).not.toContain('id="segment-search"')
    expect(after).toContain("/members/a")
    const spanish = await (await page("GET", `/segments/${id}`, { headers: await signedIn("es") })).text()
    expect(spanish).toContain("Condición")
  })

  it("MEM-4 errors stand at the criterion; a rule may start from another segment's, a list from its members or a file", async () => {
    await put("a", "gold")
    const { id } = await must(api("POST", "/segments", { body: { name: "Gold", kind: "rule", rule } }))
    await advance()
    const headers = await signedIn()
    const bad = await page("POST", "/segments/new", { headers, form: { ...gold, "rule.any.0.all.0.name": "" } })
    expect(bad.status).toBe(422)
    expect(await bad.text()).toContain('id="f-rule.any.0.all.0.name-error"')
    const copied = await page("POST", "/segments/new", {
      headers,
      form: { name: "Copy", kind: "rule", start: id, do: "reshape" },
    })
    expect(await copied.text()).toMatch(/name="rule\.any\.0\.all\.0\.value"[^>]*value="gold"/)
    const list = await page("POST", "/segments/new", { headers, form: { name: "Frozen", kind: "list", start: id } })
    const path = (list.headers.get("location") ?? "").split("?")[0] ?? ""
    await advance()
    expect(await must(api("GET", path))).toMatchObject({ kind: "list", memberCount: 1 })
    // Without the file nothing is made; the form has its field then.
    const asked = await page("POST", "/segments/new", { headers, form: { name: "File", kind: "list", start: "file" } })
    expect(asked.status).toBe(422)
    expect(await asked.text()).toMatch(/<input[^>]*type="file"[^>]*aria-invalid="true"/)
    const { importId, segmentId } = await must(
      api("POST", "/members/import?newSegment=File", { body: "id\nf-1\n", headers: { "content-type": "text/csv" } }),
    )
    await advance()
    expect(await must(api("GET", `/imports/${importId}`))).toMatchObject({ accepted: 1, segmentId })
    expect(await must(api("GET", `/segments/${segmentId}`))).toMatchObject({ name: "File", memberCount: 1 })
    const empty = await api("POST", "/members/import?newSegment=Nothing", {
      body: "",
      headers: { "content-type": "text/csv" },
    })
    expect(empty.status).toBe(422)
    expect((await must(api("GET", "/segments?query=Nothing"))).items).toEqual([])
  })
})
