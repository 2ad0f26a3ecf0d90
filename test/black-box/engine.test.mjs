// The whole engine, as an outside program sees it: policies, edits of live flows, rule segments, workflows, occasions.
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { clientOf, people } from "./helpers/client.mjs"
import { freePort, startServer, stateFolder } from "./helpers/server.mjs"

const end = { type: "end", name: "End" }
const mail = (next, more = {}) => ({
  type: "email",
  name: "Mail",
  message: { subject: "Hello", html: "<p>Hello {{ member.id }}</p>" },
  outcomes: { sent: next },
  ...more,
})
const wait = (length, next, more = {}) => ({
  type: "delay",
  name: "Wait",
  delay: { for: length, ...more },
  outcomes: { done: next },
})
const rule = (...all) => ({ any: [{ all }] })
const attribute = (name, op, value) => ({ fact: "attribute", name, op, value })
const oneMail = { start: "mail", steps: { mail: mail("end"), end } }

describe("the whole engine", () => {
  const state = stateFolder()
  let server
  let api
  const sentTo = async (campaignId) =>
    (await api.all(`/outbox?campaignId=${campaignId}`))
      .toReversed()
      .map(({ memberId, stepId }) => `${memberId} ${stepId}`)
  const now = async () => Date.parse((await api.get("/dev/clock")).now)
  /** The next instant at which it is `time` in Montevideo (three hours behind UTC all year). */
  const montevideo = async (time, days = 1) => {
    const day = new Date((await now()) + days * 86_400_000).toISOString().slice(0, 10)
    return Date.parse(`${day}T${time}:00-03:00`)
  }
  before(async () => {
    server = await startServer({ state: state.path, port: await freePort() })
    api = clientOf(server)
    await api.advance("PT0S", { hold: true })
  })
  after(async () => {
    await server?.stop()
    state.remove()
  })

  it("POL-2 RUN-7 a cap counts over all flows of its category: what is over it is deferred, with the reason, and sent once it may", async () => {
    const policy = { caps: [{ channel: "email", max: 1, per: "P7D" }], over: "defer" }
    const category = await api.post("/categories", { name: "Offers", priority: 5, policy })
    const first = await api.flow("First offer", oneMail, { categoryId: category.id })
    const second = await api.flow("Second offer", oneMail, { categoryId: category.id })
    await api.join(first.segmentId, people("cap", 1))
    await api.settle()
    const began = await now()
    await api.advance("PT1H")
    await api.join(second.segmentId, people("cap", 1))
    await api.settle()
    assert.deepEqual(await sentTo(second.campaignId), [])
    const [deferred] = await api.all(`/deliveries?campaignId=${second.campaignId}`)
    assert.equal(deferred.status, "deferred")
    assert.equal(deferred.reason, "contactPolicy")
    const why = await api.get(`/members/cap-0/explain?campaignId=${second.campaignId}`)
    assert.match(JSON.stringify(why), /contactPolicy|cap/)
    await api.advanceTo(began + 7 * 86_400_000 - 1_000)
    assert.deepEqual(await sentTo(second.campaignId), [])
    await api.advance("PT2S")
    assert.deepEqual(await sentTo(second.campaignId), ["cap-0 mail"])
  })

  it("POL-2 POL-4 a policy may skip instead, and a transactional message is exempt", async () => {
    const policy = { caps: [{ channel: "email", max: 1, per: "P7D" }], over: "skip" }
    const group = await api.post("/groups", { name: "Strict", priority: 1, policy })
    const steps = { a: mail("b"), b: mail("c"), c: mail("end", { transactional: true }), end }
    const { campaignId, segmentId } = await api.flow("Strict", { start: "a", steps }, { groupId: group.id })
    await api.join(segmentId, people("strict", 1))
    await api.settle()
    assert.deepEqual(await sentTo(campaignId), ["strict-0 a", "strict-0 c"])
    const stats = await api.get(`/campaigns/${campaignId}/stats`)
    assert.deepEqual(stats.steps.b.skipped, { contactPolicy: 1 })
    assert.equal(stats.runs.completed, 1)
  })

  it("TZ-26 TZ-28 quiet hours that cross midnight defer to their end, and are half open", async () => {
    const policy = { caps: [], quietHours: { from: "21:00", to: "08:00" } }
    const category = await api.post("/categories", { name: "Quiet", priority: 1, policy })
    const { campaignId, segmentId } = await api.flow("Quiet", oneMail, {
      categoryId: category.id,
      timeZone: "America/Montevideo",
    })
    await api.advanceTo(await montevideo("23:30"))
    await api.join(segmentId, people("quiet", 1))
    await api.settle()
    assert.deepEqual(await sentTo(campaignId), [])
    await api.advanceTo(await montevideo("08:00"))
    const [sent] = await api.all(`/outbox?campaignId=${campaignId}`)
    assert.equal(new Date(sent.at).getUTCHours(), 11)
    await api.advanceTo((await montevideo("21:00", 0)) - 1)
    await api.join(segmentId, people("late", 1))
    await api.settle()
    assert.equal((await sentTo(campaignId)).length, 2)
  })

  it("ENG-11 FLOW-8 a message of another campaign goes only to those who qualify for it", async () => {
    const vip = await api.post("/segments", { name: "VIP", kind: "list" })
    const regular = await api.post("/campaigns", {
      kind: "campaign",
      name: "Loan",
      segmentIds: [vip.id],
      timeZone: "UTC",
    })
    const message = await api.post(`/campaigns/${regular.id}/messages`, {
      channel: "email",
      name: "Loan offer",
      subject: "A loan for {{ member.id }}",
      html: "<p>Loan</p>",
    })
    await api.post(`/campaigns/${regular.id}/publish`)
    const loan = {
      type: "crossEmail",
      name: "Loan",
      campaignId: regular.id,
      messageId: message.id,
      override: { html: "<p>Only today</p>" },
      outcomes: { sent: "mail" },
    }
    const { campaignId, segmentId } = await api.flow("Cross", {
      start: "loan",
      steps: { loan, mail: mail("end"), end },
    })
    await api.join(vip.id, [{ id: "cross-0" }])
    await api.join(segmentId, people("cross", 2))
    await api.settle()
    assert.deepEqual((await sentTo(campaignId)).toSorted(), ["cross-0 loan", "cross-0 mail", "cross-1 mail"])
    const [sent] = await api.all(`/outbox?campaignId=${campaignId}&stepId=loan`)
    assert.equal(sent.subject, "A loan for cross-0")
    assert.match(sent.html, /Only today/)
    assert.deepEqual((await api.get(`/campaigns/${campaignId}/stats`)).steps.loan.skipped, { notQualified: 1 })
  })

  it("MEM-4 MEM-6 members join and leave a rule segment by themselves, those who were there before as well", async () => {
    await api.put("/members/rule-old", { email: "old@example.com", attributes: { plan: "Gold" } })
    await api.put("/members/rule-none", { email: "none@example.com", attributes: { plan: "basic" } })
    const gold = { kind: "rule", name: "Gold", rule: rule(attribute("plan", "equals", "gold")) }
    assert.deepEqual(await api.post("/segments/count", { rule: gold.rule }), { count: 1 })
    const segment = await api.post("/segments", gold)
    const campaign = await api.post("/campaigns", {
      kind: "flow",
      name: "For gold",
      segmentIds: [segment.id],
      timeZone: "UTC",
      onLeave: "exit",
    })
    await api.put(`/campaigns/${campaign.id}/flow`, {
      start: "mail",
      steps: { mail: mail("wait"), wait: wait("P9D", "again"), again: mail("end"), end },
    })
    await api.post(`/campaigns/${campaign.id}/publish`)
    await api.settle()
    assert.deepEqual(await sentTo(campaign.id), ["rule-old mail"])
    await api.put("/members/rule-none", { attributes: { plan: "GOLD" } })
    await api.put("/members/rule-new", { email: "new@example.com", attributes: { plan: "gold" } })
    await api.settle()
    assert.deepEqual((await sentTo(campaign.id)).toSorted(), ["rule-new mail", "rule-none mail", "rule-old mail"])
    await api.put("/members/rule-old", { attributes: { plan: null } })
    await api.settle()
    const members = await api.all(`/segments/${segment.id}/members`)
    assert.deepEqual(members.map(({ id }) => id).toSorted(), ["rule-new", "rule-none"])
    const [run] = await api.all("/members/rule-old/runs")
    assert.equal(run.reason, "leftSegment")
    const join = await api.request("PUT", `/segments/${segment.id}/members/rule-old`)
    assert.equal(join.status, 409)
  })

  it("MEM-4 a rule that depends on time lets members in and out at the very second", async () => {
    const event = { fact: "event", name: "visited", op: "happened", within: "P2D" }
    const segment = await api.post("/segments", { kind: "rule", name: "Visited lately", rule: rule(event) })
    await api.post("/webhooks/events", { events: [{ memberId: "visitor", name: "visited" }] })
    await api.settle()
    const ids = async () => (await api.all(`/segments/${segment.id}/members`)).map(({ id }) => id)
    assert.deepEqual(await ids(), ["visitor"])
    assert.deepEqual(await api.post("/segments/count", { rule: rule(event) }), { count: 1 })
    await api.advance("P1DT23H59M")
    assert.deepEqual(await ids(), ["visitor"])
    await api.advance("PT2M")
    assert.deepEqual(await ids(), [])
  })

  it("FLOW-11 WF-1 a flow starts a workflow, an event starts an internal one, and neither can be archived while used", async () => {
    const make = async (input, flow) => {
      const workflow = await api.post("/workflows", input)
      await api.put(`/workflows/${workflow.id}/flow`, flow)
      await api.post(`/workflows/${workflow.id}/publish`)
      return workflow.id
    }
    const greeting = await make({ name: "Greeting", kind: "standalone" }, oneMail)
    const lead = await make(
      { name: "Lead", kind: "internal", trigger: { event: "dealWon" } },
      {
        start: "mark",
        steps: {
          mark: { type: "updateMember", name: "Won", set: { attributes: { deal: "won" } }, outcomes: { done: "end" } },
          end,
        },
      },
    )
    const start = { type: "startWorkflow", name: "Greet", workflowId: greeting, outcomes: { done: "end" } }
    const { campaignId, segmentId } = await api.flow("Starts it", { start: "greet", steps: { greet: start, end } })
    await api.join(segmentId, people("wf", 2))
    await api.post("/webhooks/events", { events: [{ memberId: "wf-1", name: "dealWon" }] })
    await api.settle()
    assert.deepEqual((await sentTo(greeting)).toSorted(), ["wf-0 mail", "wf-1 mail"])
    assert.equal((await api.get("/members/wf-1")).attributes.deal, "won")
    assert.equal((await api.get("/members/wf-0")).attributes.deal, undefined)
    assert.equal((await api.get(`/campaigns/${campaignId}/stats`)).runs.completed, 2)
    assert.equal((await api.request("POST", `/workflows/${greeting}/archive`, {})).status, 409)
    assert.equal((await api.request("POST", `/workflows/${lead}/archive`, {})).status, 200)
    await api.post("/webhooks/events", { events: [{ memberId: "wf-0", name: "dealWon" }] })
    await api.settle()
    assert.equal((await api.get("/members/wf-0")).attributes.deal, undefined)
  })

  it("WF-2 a campaign attaches a version of a workflow and takes over a later one", async () => {
    const workflow = await api.post("/workflows", { name: "Shared", kind: "standalone" })
    await api.put(`/workflows/${workflow.id}/flow`, {
      start: "wait",
      steps: { wait: wait("P3D", "mail"), mail: mail("end"), end },
    })
    await api.post(`/workflows/${workflow.id}/publish`)
    const segment = await api.post("/segments", { name: "Attached", kind: "list" })
    const campaign = await api.post("/campaigns", {
      kind: "flow",
      name: "Attached",
      timeZone: "UTC",
      segmentIds: [segment.id],
      workflow: { id: workflow.id, version: 1 },
    })
    await api.post(`/campaigns/${campaign.id}/publish`)
    await api.join(segment.id, people("attached", 1))
    await api.advance("P1D")
    await api.put(`/workflows/${workflow.id}/flow`, {
      start: "wait",
      steps: { wait: wait("P2D", "mail"), mail: mail("end"), end },
    })
    await api.post(`/workflows/${workflow.id}/publish`)
    await api.advance("P1DT1H")
    assert.deepEqual(await sentTo(campaign.id), [])
    await api.request("PATCH", `/campaigns/${campaign.id}`, { workflow: { id: workflow.id, version: 2 } })
    const preview = await api.post(`/campaigns/${campaign.id}/publish?preview=1`)
    assert.equal(preview.changes.find(({ stepId }) => stepId === "wait")?.dueNow, 1)
    await api.post(`/campaigns/${campaign.id}/publish`)
    await api.settle()
    assert.deepEqual(await sentTo(campaign.id), ["attached-0 mail"])
  })

  it("WF-3 TIME-5 a reminder before an occasion follows when it moves, and those who came go another way", async () => {
    const at = (await montevideo("18:00", 20)) + 0
    const occasion = await api.post("/occasions", {
      name: "Webinar",
      at: new Date(at).toISOString(),
      timeZone: "America/Montevideo",
    })
    const relative = (offset, next, more = {}) => ({
      type: "delay",
      name: "Around it",
      delay: { relativeTo: { occasionId: occasion.id }, offset, ...more },
      outcomes: { done: next },
    })
    const came = { fact: "occasion", name: occasion.id, op: "equals", value: "attended" }
    const { campaignId, segmentId } = await api.flow(
      "Webinar",
      {
        start: "before",
        steps: {
          before: relative("-P3D", "remind", { at: "10:00" }),
          remind: mail("after"),
          after: relative("P1D", "came"),
          came: { type: "condition", name: "Came?", rule: rule(came), outcomes: { met: "thanks", notMet: "missed" } },
          thanks: mail("end"),
          missed: mail("end"),
          end,
        },
      },
      { timeZone: "America/Montevideo" },
    )
    await api.join(segmentId, people("webinar", 2))
    await api.settle()
    const wakes = async () => (await api.all(`/campaigns/${campaignId}/runs`)).map(({ wakeAt }) => Date.parse(wakeAt))
    const reminder = Date.parse(`${new Date(at - 3 * 86_400_000).toISOString().slice(0, 10)}T13:00:00Z`)
    assert.deepEqual(await wakes(), [reminder, reminder])
    await api.request("PATCH", `/occasions/${occasion.id}`, { at: new Date(at - 5 * 86_400_000).toISOString() })
    await api.settle()
    assert.deepEqual(await wakes(), [reminder - 5 * 86_400_000, reminder - 5 * 86_400_000])
    await api.advanceTo(at - 5 * 86_400_000)
    await api.put(`/occasions/${occasion.id}/attendance/webinar-0`, { status: "attended" })
    await api.put(`/occasions/${occasion.id}/attendance/webinar-1`, { status: "absent" })
    await api.advance("P2D")
    assert.deepEqual((await sentTo(campaignId)).toSorted(), [
      "webinar-0 remind",
      "webinar-0 thanks",
      "webinar-1 missed",
      "webinar-1 remind",
    ])
  })

  it("EDT-02 FLOW-12 FLOW-14 a removed step with members needs a mapping; a rollback brings it back and nobody is run again", async () => {
    const first = { start: "a", steps: { a: mail("b"), b: wait("P5D", "c"), c: mail("end"), end } }
    const { campaignId, segmentId } = await api.flow("Edited", first)
    await api.join(segmentId, people("edit", 7))
    await api.settle()
    const without = { start: "a", steps: { a: mail("c"), c: mail("d"), d: wait("P1D", "end"), end } }
    await api.put(`/campaigns/${campaignId}/flow`, without)
    const refused = await api.request("POST", `/campaigns/${campaignId}/publish`, {})
    assert.equal(refused.status, 409)
    assert.deepEqual(refused.body.occupied, [{ stepId: "b", members: 7 }])
    await api.post(`/campaigns/${campaignId}/publish`, { move: { b: "c" } })
    await api.settle()
    const sent = (await sentTo(campaignId)).map((one) => one.split(" ")[1])
    assert.equal(sent.filter((stepId) => stepId === "a").length, 7)
    assert.equal(sent.filter((stepId) => stepId === "c").length, 7)
    const back = await api.request("POST", `/campaigns/${campaignId}/rollback`, { version: 1, move: { d: "end" } })
    assert.equal(back.status, 200)
    await api.advance("P9D")
    assert.equal((await sentTo(campaignId)).length, 14)
    const { runs } = await api.get(`/campaigns/${campaignId}/stats`)
    assert.equal(runs.completed, 7)
    assert.deepEqual((await api.get(`/campaigns/${campaignId}/flow`)).published.flow.steps.b.delay, { for: "P5D" })
  })

  it("ANA-6 a dry run tells beforehand what then happens, and sends nothing", async () => {
    const split = {
      type: "randomSplit",
      name: "A or B",
      branches: [
        { outcome: "a", weight: 50 },
        { outcome: "b", weight: 50 },
      ],
      outcomes: { a: "sms", b: "mail" },
    }
    const applied = {
      type: "waitForEvent",
      name: "Applied?",
      event: { name: "applied" },
      timeout: "P7D",
      outcomes: { happened: "split", timedOut: "end" },
    }
    const sms = { type: "sms", name: "SMS", message: { text: "Hi" }, outcomes: { sent: "end" } }
    const flow = {
      start: "first",
      steps: {
        first: mail("wait"),
        wait: wait("P4D", "applied", { at: "09:00" }),
        applied,
        split,
        sms,
        mail: mail("end"),
        end,
      },
    }
    const { campaignId, segmentId } = await api.flow("Foretold", flow)
    const startAt = new Date(await now()).toISOString()
    const member = { id: "dry-0", email: "dry-0@example.com", phone: "+59899123456" }
    await api.put("/members/dry-0", { email: member.email, phone: member.phone })
    const event = { at: new Date((await now()) + 6 * 86_400_000).toISOString(), name: "applied" }
    const { timeline } = await api.post(`/campaigns/${campaignId}/dry-run`, {
      member: "dry-0",
      startAt,
      events: [event],
    })
    assert.deepEqual(await sentTo(campaignId), [])
    await api.join(segmentId, [{ id: "dry-0" }])
    await api.advance("P6D")
    await api.post("/webhooks/events", { events: [{ memberId: "dry-0", name: "applied" }] })
    await api.advance("P7D")
    const foretold = timeline.filter(({ message }) => message).map(({ at, stepId }) => `${at} ${stepId}`)
    const happened = (await api.all(`/outbox?campaignId=${campaignId}`))
      .toReversed()
      .map(({ at, stepId }) => `${at} ${stepId}`)
    assert.ok(happened.length === 2)
    assert.deepEqual(foretold, happened)
    const hello = timeline.find(({ stepId, message }) => stepId === "first" && message)
    assert.match(hello.message.html, /Hello dry-0/)
  })

  it("CAM-12 CAM-15 ENG-22 after a reset the flow starts again where re-entry says so, and dismisses are reset alone", async () => {
    const { campaignId, segmentId } = await api.flow("Yearly", oneMail, {
      reentry: "onReset",
      reset: { afterDays: 30, what: "all" },
    })
    await api.join(segmentId, people("reset", 1))
    await api.advance("P29D")
    assert.equal((await sentTo(campaignId)).length, 1)
    await api.advance("P2D")
    assert.equal((await sentTo(campaignId)).length, 2)
  })

  it("FLOW-4 CAM-18 campaign data decides a condition, by its type", async () => {
    const segment = await api.post("/segments", { name: "Data", kind: "list" })
    const campaign = await api.post("/campaigns", {
      kind: "flow",
      name: "Data",
      timeZone: "UTC",
      segmentIds: [segment.id],
      dataFields: [{ name: "score", type: "number" }],
    })
    const high = { fact: "campaignData", name: "score", op: "greaterThan", value: 9 }
    await api.put(`/campaigns/${campaign.id}/flow`, {
      start: "if",
      steps: {
        if: { type: "condition", name: "High?", rule: rule(high), outcomes: { met: "mail", notMet: "end" } },
        mail: mail("end"),
        end,
      },
    })
    await api.post(`/campaigns/${campaign.id}/publish`)
    for (const { id, email } of people("data", 2)) await api.put(`/members/${id}`, { email })
    await api.put(`/campaigns/${campaign.id}/data/data-0`, { values: { score: 10 } })
    await api.put(`/campaigns/${campaign.id}/data/data-1`, { values: { score: 9 } })
    const wrong = await api.request("PUT", `/campaigns/${campaign.id}/data/data-1`, { values: { score: "many" } })
    assert.equal(wrong.status, 422)
    await api.join(segment.id, [{ id: "data-0" }, { id: "data-1" }])
    await api.settle()
    assert.deepEqual(await sentTo(campaign.id), ["data-0 mail"])
  })

  it("FLOW-10 a document is made once, and its link gives a PDF", async () => {
    const { campaignId, segmentId } = await api.flow("Document", {
      start: "offer",
      steps: {
        offer: {
          type: "exportPdf",
          name: "Offer",
          document: { name: "offer", html: "<h1>Oferta para {{ member.id }}</h1><p>Привет, 你好, مرحبا, नमस्ते</p>" },
          outcomes: { done: "mail" },
        },
        mail: mail("end", { message: { subject: "Offer", html: '<a href="{{ documents.offer.url }}">Offer</a>' } }),
        end,
      },
    })
    await api.join(segmentId, people("pdf", 1))
    await api.settle()
    const [sent] = await api.all(`/outbox?campaignId=${campaignId}`)
    const [, link] = /href="([^"]+)"/.exec(sent.html)
    const { pathname } = new URL(link, server.url)
    const answer = await fetch(`${server.url}${pathname}`)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get("content-type"), "application/pdf")
    assert.equal(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
      "%PDF-",
    )
    const forged = await fetch(`${server.url}${pathname.slice(0, -2)}xx`)
    assert.equal(forged.status, 404)
  })

  it("ANA-5 an explanation for one who never entered, one who waits, one who was skipped and one who is through", async () => {
    const steps = {
      text: { type: "sms", name: "SMS", message: { text: "Hi" }, outcomes: { sent: "wait" } },
      wait: wait("P2D", "end"),
      end,
    }
    const { campaignId, segmentId } = await api.flow("Why", { start: "text", steps })
    await api.put("/members/why-out", { email: "out@example.com" })
    await api.join(segmentId, [{ id: "why-in" }])
    await api.settle()
    const explain = (id) => api.get(`/members/${id}/explain?campaignId=${campaignId}`)
    const out = await explain("why-out")
    assert.equal(out.enrolled, false)
    assert.ok(out.because.some(({ rule, holds }) => rule === "inSegment" && holds === false))
    const inside = await explain("why-in")
    assert.equal(inside.enrolled, true)
    assert.equal(inside.waitingFor.stepId, "wait")
    assert.match(JSON.stringify(inside), /noPhone/)
    await api.advance("P3D")
    const through = await explain("why-in")
    assert.equal(through.status, "completed")
  })
})
