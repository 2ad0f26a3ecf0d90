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
