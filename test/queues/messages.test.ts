import { describe, expect, it } from "vitest"
import { advance, chain, join, must, startFlow } from "../helpers/flows"
import { api, page, signIn } from "../routes/client"

describe("notes to staff", () => {
  it("FLOW-3 a note goes to every address once, whatever the member has consented to", async () => {
    const note = {
      type: "notifyStaff",
      to: ["sales@bank.example", "help@bank.example"],
      subject: "Call {{ member.attributes.name }}",
      text: "{{ member.email }} wants <b>more</b>",
      outcomes: { done: "end" },
    }
    const { segmentId } = await startFlow(chain({ note }))
    await must(api("PUT", "/members/a", { body: { email: "ana@example.com", attributes: { name: "Ana" } } }))
    await must(api("PUT", "/members/a/consent", { body: { channel: "all", scope: "all", status: "unsubscribed" } }))
    await join(segmentId, ["a"], { email: "ana@example.com" })
    await advance()
    const { items } = await must(api("GET", "/outbox?channel=staff"))
    expect(items.map((one: { to: string }) => one.to).sort()).toEqual(["help@bank.example", "sales@bank.example"])
    for (const one of items)
      expect(one).toMatchObject({ subject: "Call Ana", text: "ana@example.com wants <b>more</b>" })
    expect(items[0].html).toContain("&lt;b&gt;more&lt;/b&gt;")
    const [delivery] = (await must(api("GET", "/deliveries?stepId=note"))).items
    expect(delivery).toMatchObject({ channel: "staff", status: "sent", to: "sales@bank.example, help@bank.example" })
    const { cookie } = await signIn()
    for (const path of ["/outbox?channel=staff", `/outbox/${encodeURIComponent(delivery.id)}`, "/deliveries"]) {
      const response = await page("GET", path, { headers: { cookie } })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain("bank.example")
    }
  })
})

describe("messages of other campaigns", () => {
  it("FLOW-8 the other campaign's message is sent, with what this flow says otherwise", async () => {
    const { id: other } = await must(
      api("POST", "/campaigns", { body: { kind: "campaign", name: "Loans", segmentIds: ["everyone"] } }),
    )
    const message = {
      channel: "email",
      name: "Offer",
      subject: "A loan, {{ member.id }}",
      html: "<p>{{ campaign.name }}</p>",
    }
    const { id: messageId } = await must(api("POST", `/campaigns/${other}/messages`, { body: message }))
    await must(api("POST", `/campaigns/${other}/publish`, { body: {} }))
    const cross = (override: Record<string, string>) => ({ type: "crossEmail", campaignId: other, messageId, override })
    const { segmentId } = await startFlow(
      chain({ plain: cross({}), changed: cross({ subject: "Yours, {{ member.id }}" }) }),
      {
        name: "Welcome",
      },
    )
    await join(segmentId, ["a"])
    await advance("PT1H")
    const { items } = await must(api("GET", "/outbox"))
    const byStep = Object.fromEntries(items.map((one: { stepId: string }) => [one.stepId, one]))
    // Its own words, and then the footer (MSG-4).
    const html = expect.stringMatching(/^<p>Welcome<\/p>\n</)
    expect(byStep.plain).toMatchObject({ channel: "email", subject: "A loan, a", html })
    expect(byStep.changed).toMatchObject({ subject: "Yours, a", html })
  })
})

describe("variables", () => {
  it("MSG-2 campaign data and the flow's occasion are variables of its messages", async () => {
    const at = "2030-05-09T18:00:00.000Z"
    const occasion = await must(
      api("POST", "/occasions", { body: { name: "Webinar", at, timeZone: "UTC", location: "Room 1" } }),
    )
    const wait = { type: "delay", delay: { relativeTo: { occasionId: occasion.id }, offset: "-P3D" } }
    const text = "{{ data.plan }} {{ occasion.name }} {{ occasion.location }} {{ occasion.at | date: '%Y-%m-%d' }}"
    const full = `{{ occasion.${occasion.id}.name }}`
    const flow = chain({ wait, hello: { type: "sms", message: { text: `${text} ${full}` } } })
    const { campaignId, segmentId } = await startFlow(flow, { dataFields: [{ name: "plan", type: "text" }] })
    await join(segmentId, ["a"])
    await advance()
    await must(api("PUT", `/campaigns/${campaignId}/data/a`, { body: { values: { plan: "gold" } } }))
    await must(api("POST", "/dev/clock", { body: { to: "2030-05-07T00:00:00.000Z" } }))
    expect((await must(api("GET", "/outbox"))).items).toMatchObject([
      { text: "gold Webinar Room 1 2030-05-09 Webinar" },
    ])
  })
})
