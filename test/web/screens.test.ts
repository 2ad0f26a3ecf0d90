import { describe, expect, it } from "vitest"
import { must } from "../helpers/flows"
import { api } from "../routes/client"
import { fieldsOf, reader } from "./browser"

async function campaignOf(name: string, more: Record<string, unknown> = {}) {
  return (await must(api("POST", "/campaigns", { body: { kind: "campaign", name, ...more } }))) as { id: string }
}

/** Names in the order in which the list shows them. */
const namesIn = (html: string) => [...html.matchAll(/class="table-main"[^>]*>([^<]*)</g)].map((match) => match[1])

describe("campaigns list", () => {
  it("CAM-1 filters by kind, category and text, and sorts; archived ones are hidden until asked for", async () => {
    const { look } = await reader()
    const category = await must(api("POST", "/categories", { body: { name: "News" } }))
    await campaignOf("banana", { categoryId: category.id })
    await campaignOf("Apple")
    const old = await campaignOf("cherry")
    await must(api("POST", `/campaigns/${old.id}/publish`, { body: {} }))
    await must(api("POST", `/campaigns/${old.id}/cancel`, { body: {} }))
    await must(api("POST", `/campaigns/${old.id}/archive`, { body: {} }))
    expect(namesIn((await look("/campaigns?sort=name")).html)).toEqual(["Apple", "banana"])
    expect(namesIn((await look("/campaigns?sort=newest")).html)).toEqual(["Apple", "banana"])
    expect(namesIn((await look(`/campaigns?categoryId=${category.id}`)).html)).toEqual(["banana"])
    expect(namesIn((await look("/campaigns?status=archived")).html)).toEqual(["cherry"])
    expect(namesIn((await look("/campaigns?kind=flow")).html)).toEqual([])
    expect((await look("/campaigns?kind=flow")).html).toContain("No campaign matches")
  })

  it.each(["newest", "oldest", "name", "changed"])("CAM-1 pages by %s show each campaign once", async (sort) => {
    for (const name of ["b", "A", "c", "a", "B"]) await campaignOf(`${name} ${sort}`)
    const seen: string[] = []
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { json } = await api("GET", `/campaigns?limit=2&sort=${sort}&query=${sort}&cursor=${cursor}`)
      seen.push(...json.items.map((item: { name: string }) => item.name))
      cursor = json.nextCursor
    }
    expect(seen).toHaveLength(5)
    expect(new Set(seen).size).toBe(5)
    if (sort === "name") expect(seen.map((name) => name[0]?.toLowerCase()).join("")).toBe("aabbc")
  })
})

describe("saved messages", () => {
  it("FLOW-8 a regular campaign keeps messages: made, previewed, changed and deleted by its pages", async () => {
    const { look, post } = await reader()
    const { id } = await campaignOf("Loans")
    expect((await look(`/campaigns/${id}/messages`)).html).toContain("No messages yet")
    const path = `/campaigns/${id}/saved-messages`
    const wrong = await post(`${path}/new/email`, { name: "", subject: "", html: "{{ oops" })
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('id="f-name-error"')
    const made = await post(`${path}/new/email`, {
      name: "Loan offer",
      subject: "Hello {{ member.attributes.firstName }}",
      html: "<p>A loan</p>",
      text: "",
    })
    const place = made.location.split("?")[0] ?? ""
    const { html } = await look(place)
    expect(html).toContain("Hello Ana")
    const fields = fieldsOf(html, "message-form")
    expect((await post(place, { ...fields, name: "Better offer" })).status).toBe(303)
    expect((await look(`/campaigns/${id}/messages`)).html).toContain("Better offer")
    expect((await look(`${place}?as=nobody`)).html).toContain("There is no such member.")
    expect((await post(`${place}/remove`, {})).status).toBe(303)
    expect((await look(place)).status).toBe(404)
  })
})

describe("settings pages", () => {
  it("CAM-2 company preferences keep what is typed, refuse what is wrong and take back what is emptied", async () => {
    const { look, post } = await reader("es")
    const path = "/settings/company"
    const form = { name: "Unión", timeZone: "Europe/Madrid", postalAddress: "Calle 1\r\nMadrid", publicUrl: "" }
    expect((await post(path, form)).status).toBe(303)
    expect((await api("GET", path)).json).toMatchObject({ name: "Unión", postalAddress: "Calle 1\nMadrid" })
    const wrong = await post(path, { ...form, timeZone: "Nowhere" })
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('id="f-timeZone-error"')
    await post(path, { ...form, name: "" })
    expect((await api("GET", path)).json.name).toBeNull()
    expect((await look(path)).html).toContain("Dirección postal")
  })

  it("CAM-14 texts for members are the company's where it gives one, built in where it takes it back", async () => {
    const { look, post } = await reader()
    const path = "/settings/client-messages"
    const { html } = await look(path)
    expect(html).toContain('placeholder="Deshacer"')
    const form = { ...fieldsOf(html, "texts-form"), "en.undoButton": "Take it back" }
    expect((await post(path, form)).status).toBe(303)
    expect((await api("GET", path)).json).toMatchObject({ en: { undoButton: "Take it back" }, es: {} })
    const long = await post(path, { ...form, "es.undoButton": "x".repeat(5_001) })
    expect(long.status).toBe(422)
    expect(long.html).toContain('id="f-es.undoButton-error"')
    await post(path, { ...fieldsOf((await look(path)).html, "texts-form"), "en.undoButton": "" })
    expect((await api("GET", path)).json.en).toEqual({})
    const unknown = await api("PUT", path, { body: { en: { nothing: "x" } } })
    expect(unknown.status).toBe(422)
  })

  it("API-3 people are invited, changed and removed by their pages", async () => {
    const { look, post } = await reader()
    const made = await post("/settings/people", { email: "new@example.com", role: "viewer" })
    expect(made.html).toMatch(/\/invite\/[\w-]{43}/)
    expect(made.html).toContain("Give this link to new@example.com")
    const { json } = await api("GET", "/people")
    const { id } = json.items.find((one: { email: string }) => one.email === "new@example.com")
    expect((await look("/settings/people")).html).not.toMatch(/\/invite\//)
    expect((await post(`/settings/people/${id}`, { role: "admin" })).status).toBe(303)
    expect((await api("GET", `/people/${id}`)).json.role).toBe("admin")
    expect((await post(`/settings/people/${id}/link`, {})).html).toMatch(/\/invite\//)
    expect((await post(`/settings/people/${id}/remove`, {})).status).toBe(303)
    expect((await look(`/settings/people/${id}`)).status).toBe(404)
  })
})
