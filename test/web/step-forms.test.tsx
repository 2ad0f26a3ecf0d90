import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Step, stepSchema, stepTypes } from "../../src/engine/flow"
import { Form } from "../../web/components/form"
import { afterAct, type Values, valuesOf } from "../../web/forms/values"
import { type StepTypeName, stepFormOf } from "../../web/steps/looks"
import { choices, fieldsOfHtml, render } from "./forms"

const text = "Line one\nline “two” <b>&amp;</b> {{ member.id }}"

/** Steps of every type with everything that their forms can say, and with as little as they may say. */
const samples: { [T in StepTypeName]: object[] } = {
  condition: [
    { rule: { any: [] } },
    { rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] } },
  ],
  crossEmail: [
    {},
    {
      campaignId: "c1",
      messageId: "m1",
      transactional: true,
      override: { subject: "Other", html: text, text, preheader: "p", from: "a@example.com", replyTo: "b@example.com" },
    },
  ],
  crossPush: [
    { campaignId: "unknown", messageId: "gone" },
    { campaignId: "c1", messageId: "m1", override: { title: "T", body: text, link: "https://x", image: "https://y" } },
  ],
  crossSms: [{}, { campaignId: "c1", messageId: "m1", override: { text } }],
  delay: [
    { delay: { for: "P4D" } },
    { delay: { for: "PT0S" } },
    {
      delay: {
        for: "P1M2DT3H",
        at: "09:00",
        weekdays: [1, 3, 7],
        window: { from: "22:00", to: "06:00" },
        zone: "campaign",
      },
    },
    { delay: { for: "PT90S", zone: "member" } },
    { delay: { until: "2026-12-01T09:00", zone: "member" } },
    { delay: { until: "2026-12-01" } },
    { delay: { relativeTo: { attribute: "birth date", yearly: true }, offset: "-P3D", at: "10:00", ifPast: "exit" } },
    { delay: { relativeTo: { occasionId: "o1" }, offset: "PT2H", zone: "campaign", ifPast: "continue" } },
    { delay: { relativeTo: { occasionId: "gone" }, offset: "+P1D" } },
  ],
  email: [
    {},
    {
      message: { subject: "S", html: text, text, preheader: "p", from: "a@example.com", replyTo: "b@example.com" },
      messageId: "m2",
      transactional: true,
      attach: ["offer"],
    },
  ],
  end: [{}],
  exportPdf: [{}, { document: { name: "Offer {{ member.id }}", html: text } }],
  notifyStaff: [{}, { to: ["a@example.com", "b@example.com"], subject: "S", text }],
  push: [{}, { message: { title: "T", body: text, link: "https://x", image: "https://y" }, messageId: "gone" }],
  randomSplit: [
    {
      branches: [
        { outcome: "a", weight: 50 },
        { outcome: "b.c", weight: 0.5 },
      ],
      outcomes: { a: "end", "b.c": "hello" },
    },
  ],
  sms: [{}, { message: { text }, messageId: "m9", transactional: true }],
  startWorkflow: [{}, { workflowId: "w1" }, { workflowId: "gone" }],
  updateMember: [
    {},
    {
      set: {
        email: null,
        locale: "es",
        attributes: {
          plan: "gold",
          score: 12,
          code: "007",
          vip: true,
          tags: ["a", "b, c"],
          old: null,
          city: { copy: { fact: "campaignData", name: "city" } },
          visits: { add: 1.5 },
          seen: { now: true },
        },
      },
      join: ["s1"],
      leave: ["gone"],
    },
  ],
  waitForEvent: [
    { event: { name: "applied" }, timeout: "P7D" },
    {
      event: { name: "applied", where: [{ name: "amount", op: "atLeast", value: 100 }] },
      timeout: "P1Y6M",
      after: "PT15M",
    },
    { event: { message: "hello", did: "replied" }, timeout: "PT36H" },
  ],
  webService: [
    {},
    {
      request: {
        method: "PUT",
        url: "https://example.com/{{ member.id }}",
        headers: { "x-one": "1", "x-two": "{{ member.id }}" },
        body: text,
        credential: "crm",
      },
      timeout: "PT30S",
      map: [
        { pointer: "/credit/score", to: { attribute: "score" } },
        { pointer: "/limit", to: { campaignData: "limit" } },
      ],
    },
  ],
}

const line = fc.string({ minLength: 1, maxLength: 20 }).map((s) => s.replaceAll(/\p{C}|\s/gu, "_"))
const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
const length = fc.oneof(
  fc
    .tuple(fc.constantFrom("PTxM", "PTxH", "PTxS", "PxD", "PxW", "PxM", "PxY"), fc.nat(400))
    .map(([p, n]) => p.replace("x", String(n))),
  fc.constantFrom("P1DT2H", "P1Y2M3D", "PT0.5S"),
)
const time = fc.tuple(fc.nat(23), fc.nat(59)).map((parts) => parts.map((n) => String(n).padStart(2, "0")).join(":"))
const zone = fc.constantFrom("campaign", "member")
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record<Record<string, unknown>>(fields, { requiredKeys: [] })
const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((list) => list.sort())
const attributeValue = fc.oneof(line, fc.integer(), fc.boolean(), fc.constant(null), fc.array(line, { maxLength: 3 }))
const copied = fc.record({ fact: fc.constantFrom("attribute", "profile", "campaignData", "webService"), name: line })
const attributeChange = fc.oneof(
  attributeValue,
  copied.map((copy) => ({ copy })),
  fc.integer().map((add) => ({ add })),
  fc.constant({ now: true }),
)

/** Steps of the types whose forms have most to say; text fields hold what somebody wrote, or nothing. */
const anyStep = fc.oneof(
  fc
    .tuple(length, some({ at: time, weekdays: days, window: fc.record({ from: time, to: time }), zone }))
    .map(([wait, rest]) => ({ type: "delay", delay: { for: wait, ...rest } })),
  fc
    .tuple(
      fc.oneof(
        line.map((attribute) => ({ attribute })),
        id.map((occasionId) => ({ occasionId })),
      ),
      length,
      fc.boolean(),
      some({ at: time, zone, ifPast: fc.constantFrom("continue", "exit") }),
    )
    .map(([relativeTo, offset, before, rest]) => ({
      type: "delay",
      delay: { relativeTo, offset: before ? `-${offset}` : offset, ...rest },
    })),
  fc
    .tuple(
      fc.oneof(
        line.map((name) => ({ name })),
        id.map((message) => ({ message, did: "clicked" })),
      ),
      length,
      some({ after: length }),
    )
    .map(([event, timeout, rest]) => ({ type: "waitForEvent", event, timeout, ...rest })),
  fc
    .uniqueArray(fc.tuple(line, fc.integer({ min: 1, max: 99 })), {
      minLength: 2,
      maxLength: 5,
      selector: ([name]) => name,
    })
    .map((rows) => ({
      type: "randomSplit",
      branches: rows.map(([outcome, weight]) => ({ outcome, weight })),
      outcomes: Object.fromEntries(rows.map(([outcome]) => [outcome, "end"])),
    })),
  fc
    .tuple(
      fc.dictionary(line, attributeChange, { minKeys: 1, maxKeys: 4 }),
      some({ email: fc.constant(null), locale: line }),
    )
    .map(([attributes, profile]) => ({ type: "updateMember", set: { ...profile, attributes } })),
  fc
    .tuple(
      fc.dictionary(line, line, { maxKeys: 3 }),
      fc.array(
        fc.record({
          pointer: line,
          to: fc.oneof(
            line.map((attribute) => ({ attribute })),
            line.map((campaignData) => ({ campaignData })),
          ),
        }),
        { maxLength: 3 },
      ),
      some({ body: line, credential: id }),
    )
    .map(([headers, map, rest]) => ({
      type: "webService",
      request: { method: "POST", url: "https://x", headers, ...rest },
      map,
    })),
  some({ subject: line, html: line, text: line, preheader: line, from: line, replyTo: line })
    .filter((message) => Object.keys(message).length > 0)
    .map((message) => ({ type: "email", message })),
)

function formHtml(type: StepTypeName, values: Values): string {
  const { Fields } = stepFormOf(type)
  return render(
    <Form id="f" action="/f">
      <Fields form={{ values, errors: {} }} choices={choices} />
    </Form>,
  )
}

async function throughForm(step: Step): Promise<unknown> {
  const form = stepFormOf(step.type)
  const { name, outcomes, position } = step
  const values = await fieldsOfHtml(formHtml(step.type, valuesOf(form.fields(step))))
  return stepSchema.parse({ name, outcomes, position, ...form.read(values), type: step.type })
}

describe("step forms", () => {
  for (const type of Object.keys(stepTypes) as StepTypeName[]) {
    it(`FLOW-3 a step of type ${type} comes back from its form as it was`, async () => {
      for (const sample of samples[type]) {
        const step = stepSchema.parse({ type, name: "Name", position: { x: 1, y: 2 }, ...sample })
        expect(await throughForm(step)).toEqual(step)
      }
    })

    it(`FLOW-3 a new step of type ${type} can be filled in: its form shows and reads what it begins with`, async () => {
      const form = stepFormOf(type)
      const values = await fieldsOfHtml(formHtml(type, valuesOf(form.blank)))
      expect(form.read(values)).toEqual(form.read(valuesOf(form.blank)))
    })
  }

  it("FLOW-3 any step comes back from its form as it was", async () => {
    await fc.assert(
      fc.asyncProperty(anyStep, async (json) => {
        const step = stepSchema.parse(json)
        expect(await throughForm(step)).toEqual(step)
      }),
      { numRuns: 200 },
    )
  })

  it("FLOW-9 headers and mapped values are added and removed by row", async () => {
    let values = valuesOf(stepFormOf("webService").blank)
    for (const act of ["add:request.headers", "add:request.headers", "add:map", "remove:request.headers.0"]) {
      values = await fieldsOfHtml(formHtml("webService", afterAct(values, act)))
    }
    expect(stepFormOf("webService").read(values)).toMatchObject({
      request: { headers: { "": "" } },
      map: [{ pointer: "", to: { attribute: "" } }],
    })
  })
})
