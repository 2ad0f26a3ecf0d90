import { describe, expect, it } from "vitest"
import { must } from "../helpers/flows"
import { api, segmentAndFlow } from "../routes/client"
import { fieldsOf, reader } from "./browser"

const nothing = "Not saved yet: somebody else has saved this meanwhile."

/** What the page's form would post as it stands. */
function formIn(html: string): Record<string, string[]> {
  return fieldsOf(html, /<form class="form" id="([^"]+)"/.exec(html)?.[1] ?? "")
}

/** Two people have the same page open; the first saves, then the second does. */
async function twoTabs(path: string, first: Record<string, string>, second: Record<string, string>) {
  const { look, post } = await reader()
  const shown = formIn((await look(path)).html)
  expect((await post(path, { ...shown, ...first })).status).toBe(303)
  const answer = await post(path, { ...shown, ...second })
  /** Saves what came back as it is. */
  const again = async () => await post(path, formIn(answer.html))
  return { ...answer, again }
}

describe("forms that two people have open", () => {
  it("FLOW-16 EDT-10 different fields of a campaign are both kept", async () => {
    const { campaignId } = await segmentAndFlow()
    const path = `/campaigns/${campaignId}/settings`
    const done = await twoTabs(path, { name: "Theirs" }, { endsAtDate: "2031-05-01" })
    expect(done.status).toBe(303)
    expect(await must(api("GET", path.replace("/settings", "")))).toMatchObject({
      name: "Theirs",
      endsAt: "2031-05-01",
    })
  })

  it("FLOW-16 EDT-10 the same field: the second is told what the first wrote, loses nothing, and may save again", async () => {
    const { campaignId } = await segmentAndFlow()
    const path = `/campaigns/${campaignId}/settings`
    const told = await twoTabs(
      path,
      { name: "Theirs", endsAtDate: "2031-05-01" },
      { name: "Mine", startsAtDate: "2030-01-01" },
    )
    expect(told.status).toBe(409)
    expect(told.html).toContain(nothing)
    expect(told.html).toContain("Somebody else has written “Theirs” here meanwhile.")
    const read = () => must(api("GET", `/campaigns/${campaignId}`))
    expect(await read()).toMatchObject({ name: "Theirs", startsAt: null })
    expect(formIn(told.html)).toMatchObject({ name: ["Mine"], startsAtDate: ["2030-01-01"] })
    expect((await told.again()).status).toBe(303)
    // What the second never touched is as the first has left it.
    expect(await read()).toMatchObject({ name: "Mine", startsAt: "2030-01-01", endsAt: "2031-05-01" })
  })

  const cap = { "caps.0.channel": "email", "caps.0.max": "2", "caps.0.per": "7", "caps.0.perUnit": "days" }
  const rule = { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] }
  const value = "rule.any.0.all.0.value"
  it.each<[string, () => Promise<string>, Record<string, string>, Record<string, string>]>([
    ["company preferences", async () => "/settings/company", { postalAddress: "Here 1" }, { postalAddress: "There 2" }],
    [
      "the texts for members",
      async () => "/settings/client-messages",
      { "en.preferencesTitle": "Yours" },
      { "en.preferencesTitle": "What you get" },
    ],
    [
      "a contact policy",
      async () => `/categories/${(await must(api("POST", "/categories", { body: { name: "News" } }))).id}`,
      cap,
      { ...cap, "caps.0.max": "9" },
    ],
    [
      "a segment's condition",
      async () =>
        `/segments/${(await must(api("POST", "/segments", { body: { name: "Gold", kind: "rule", rule } }))).id}/edit`,
      { [value]: "silver" },
      { [value]: "bronze" },
    ],
    [
      "a saved message",
      async () => {
        const { campaignId } = await segmentAndFlow()
        const body = { channel: "sms", name: "Hi", text: "Hi" }
        const { id } = await must(api("POST", `/campaigns/${campaignId}/messages`, { body }))
        return `/campaigns/${campaignId}/saved-messages/${id}`
      },
      { text: "Hello" },
      { text: "Good day" },
    ],
    [
      "an occasion",
      async () => {
        const body = { name: "Fair", at: "2031-01-01T09:00", timeZone: "UTC" }
        return `/occasions/${(await must(api("POST", "/occasions", { body }))).id}/edit`
      },
      { time: "10:00" },
      { time: "11:00" },
    ],
    [
      "a workflow",
      async () => {
        const { id } = await must(api("POST", "/workflows", { body: { name: "W", kind: "standalone" } }))
        return `/workflows/${id}/settings`
      },
      { name: "Theirs" },
      { name: "Mine" },
    ],
    [
      "a campaign's texts",
      async () => `/campaigns/${(await segmentAndFlow()).campaignId}/settings/messages`,
      { "texts.0.key": "preferencesTitle", "texts.0.en": "Yours", "texts.0.es": "" },
      { "texts.0.key": "preferencesTitle", "texts.0.en": "Mine", "texts.0.es": "" },
    ],
  ])(
    "FLOW-16 %s: the second of two is told, and its word counts when it is said again",
    async (_, make, first, second) => {
      const told = await twoTabs(await make(), first, second)
      expect([told.status, told.html.includes(nothing)]).toEqual([409, true])
      expect(formIn(told.html)).toMatchObject(Object.fromEntries(Object.entries(second).map(([k, v]) => [k, [v]])))
      expect((await told.again()).status).toBe(303)
    },
  )

  it("MEM-2 what has come to a member while its form was open is not undone by saving it", async () => {
    const { look, post } = await reader()
    const read = () => must(api("GET", "/members/m"))
    const put = (attributes: object) => must(api("PUT", "/members/m", { body: { attributes } }))
    await put({ plan: "gold", visits: 1, old: "x" })
    const shown = formIn((await look("/members/m/edit")).html)
    await put({ visits: 2, city: "Salto" })
    const edited = { ...shown, phone: "+59899123456", attributeLines: "plan = silver\nvisits = 1" }
    expect((await post("/members/m/edit", edited)).status).toBe(303)
    expect(await read()).toMatchObject({ phone: "+59899123456" })
    expect((await read()).attributes).toEqual({ plan: "silver", visits: 2, city: "Salto" })

    const clash = { ...shown, attributeLines: "plan = bronze\nvisits = 1\nold = x" }
    const told = await post("/members/m/edit", clash)
    expect([told.status, told.html.includes("written “plan = silver” here")]).toEqual([409, true])
  })
})

describe("programs that change the same thing", () => {
  it("API-1 FLOW-16 If-Match: of two changes at the same moment one is a 412, and says so before anything is written", async () => {
    const { campaignId } = await segmentAndFlow()
    const workflow = await must(api("POST", "/workflows", { body: { name: "W", kind: "standalone" } }))
    for (const path of [`/campaigns/${campaignId}`, `/workflows/${workflow.id}`]) {
      const { headers } = await api("GET", path)
      const guarded = { "if-match": headers.get("etag") ?? "" }
      const answers = await Promise.all(
        ["One", "Two"].map((name) => api("PATCH", path, { body: { name }, headers: guarded })),
      )
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412])
      const won = answers.find(({ status }) => status === 200)
      expect((await must(api("GET", path))).name).toBe(won?.json.name)
      const next = { "if-match": won?.headers.get("etag") ?? "" }
      expect((await api("PATCH", path, { body: { name: "Three" }, headers: next })).status).toBe(200)
      expect((await api("PATCH", path, { body: { name: "Four" } })).status).toBe(200)
    }
  })
})
