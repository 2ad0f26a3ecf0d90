import { describe, expect, it } from "vitest"
import { checkMessage } from "../../../src/content/check"
import { renderMessage } from "../../../src/content/messages"
import { isEmail, isPhone, isTimeZone } from "../../../src/core/profile"
import { flowSchema } from "../../../src/engine/flow"
import { exampleFlow } from "../../../src/services/example/flow"
import { createExampleMembers, exampleMembers } from "../../../src/services/example/members"
import * as messages from "../../../src/services/example/messages"
import { checkItems } from "../../../src/services/ingest/items"

const now = Date.UTC(2026, 11, 1, 12)

describe("the worked example", () => {
  const members = createExampleMembers(now)

  it("UI-5 has a thousand members who are always the same and nobody real", () => {
    expect(members).toHaveLength(exampleMembers)
    expect(createExampleMembers(now)).toEqual(members)
    expect(new Set(members.map(({ id }) => id)).size).toBe(exampleMembers)
    const emails = members.flatMap(({ email }) => email ?? [])
    const phones = members.flatMap(({ phone }) => phone ?? [])
    expect(emails.filter((email) => !isEmail(email) || !email.endsWith("@example.com"))).toEqual([])
    expect(phones.filter((phone) => !isPhone(phone) || !/^\+1\d{3}55501\d\d$/.test(phone))).toEqual([])
    expect(new Set(emails).size).toBe(emails.length)
    expect(new Set(phones).size).toBe(phones.length)
  })

  it("UI-5 has members of several zones, both languages, with and without each address, some dormant", () => {
    const share = (is: (member: (typeof members)[number]) => boolean) => members.filter(is).length / members.length
    expect(members.filter(({ timeZone }) => !isTimeZone(timeZone ?? ""))).toEqual([])
    expect(new Set(members.map(({ timeZone }) => timeZone)).size).toBeGreaterThan(4)
    expect(share(({ locale }) => locale === "es")).toBeGreaterThan(0.3)
    expect(share(({ email }) => email === null)).toBeGreaterThan(0)
    expect(share(({ phone }) => phone === null)).toBeGreaterThan(0)
    expect(share(({ push }) => push !== undefined)).toBeGreaterThan(0.5)
    expect(share(({ attributes }) => attributes.dormant === true)).toBeGreaterThan(0.1)
  })

  it("MEM-2 every member is accepted as a join", () => {
    const { accepted, rejected } = checkItems({ kind: "joins", segmentId: "s" }, members, "ui", now)
    expect(rejected).toEqual([])
    expect(accepted).toHaveLength(exampleMembers)
  })

  it("FLOW-13 is a well-formed flow whose messages have no problems", () => {
    expect(flowSchema.safeParse(exampleFlow).error).toBeUndefined()
    const { welcome, cardOffer, winBack, checkIn, cardTips } = messages
    const emails = [welcome, cardOffer, winBack].map((one) => ({ channel: "email" as const, ...one }))
    const others = [
      { channel: "sms" as const, ...checkIn },
      { channel: "push" as const, ...cardTips },
    ]
    expect([...emails, ...others].flatMap((message) => checkMessage(message))).toEqual([])
  })

  it("MSG-2 speaks the member's language", () => {
    const settings = { now, timeZone: "America/New_York" }
    const campaign = { id: "c", name: "Onboarding" }
    const attributes = { firstName: "Inés", branch: "Alamo", joinedOn: "2026-12-01" }
    const member = { id: "CU-1", email: "i@example.com", phone: null, timeZone: null, attributes }
    const in_ = (locale: string) =>
      renderMessage({ channel: "email", ...messages.welcome }, { member: { ...member, locale }, campaign }, settings)
    expect(in_("es")).toMatchObject({
      subject: "Te damos la bienvenida, Inés",
      text: expect.stringContaining("01/12/2026"),
    })
    expect(in_("en")).toMatchObject({ subject: "Welcome, Inés", text: expect.stringContaining("December 1, 2026") })
  })
})
