// Policies, messages of other campaigns, rule segments, workflows and occasions, as an outside program sees them.
import assert from "node:assert/strict"
import { it } from "node:test"
import { people } from "./helpers/client.mjs"
import { attribute, end, mail, oneMail, rule, suite, wait } from "./helpers/flows.mjs"

suite("the whole engine", (world) => {
  it("POL-2 RUN-7 a cap counts over all flows of its category: what is over it is deferred, with the reason, and sent once it may", async () => {
    const policy = { caps: [{ channel: "email", max: 1, per: "P7D" }], over: "defer" }
    const category = await world.api.post("/categories", { name: "Offers", priority: 5, policy })
    const first = await world.api.flow("First offer", oneMail, { categoryId: category.id })
    const second = await world.api.flow("Second offer", oneMail, { categoryId: category.id })
    await world.api.join(first.segmentId, people("cap", 1))
    await world.api.settle()
    const began = await world.now()
    await world.api.advance("PT1H")
    await world.api.join(second.segmentId, people("cap", 1))
    await world.api.settle()
    assert.deepEqual(await world.sentTo(second.campaignId), [])
    const [deferred] = await world.api.all(`/deliveries?campaignId=${second.campaignId}`)
    assert.equal(deferred.status, "deferred")
    assert.equal(deferred.reason, "contactPolicy")
    const why = await world.api.get(`/members/cap-0/explain?campaignId=${second.campaignId}`)
    assert.match(JSON.stringify(why), /contactPolicy|cap/)
    await world.api.advanceTo(began + 7 * 86_400_000 - 1_000)
    assert.deepEqual(await world.sentTo(second.campaignId), [])
    await world.api.advance("PT2S")
    assert.deepEqual(await world.sentTo(second.campaignId), ["cap-0 mail"])
  })

  it("POL-2 POL-4 a policy may skip instead, and a transactional message is exempt", async () => {
    const policy = { caps: [{ channel: "email", max: 1, per: "P7D" }], over: "skip" }
    const group = await world.api.post("/groups", { name: "Strict", priority: 1, policy })
    const steps = { a: mail("b"), b: mail("c"), c: mail("end", { transactional: true }), end }
    const { campaignId, segmentId } = await world.api.flow("Strict", { start: "a", steps }, { groupId: group.id })
    await world.api.join(segmentId, people("strict", 1))
    await world.api.settle()
    assert.deepEqual(await world.sentTo(campaignId), ["strict-0 a", "strict-0 c"])
    const stats = await world.api.get(`/campaigns/${campaignId}/stats`)
    assert.deepEqual(stats.steps.b.skipped, { contactPolicy: 1 })
    assert.equal(stats.runs.completed, 1)
  })

  it("TZ-26 TZ-28 quiet hours that cross midnight defer to their end, and are half open", async () => {
    const policy = { caps: [], quietHours: { from: "21:00", to: "08:00" } }
    const category = await world.api.post("/categories", { name: "Quiet", priority: 1, policy })
    const { campaignId, segmentId } = await world.api.flow("Quiet", oneMail, {
      categoryId: category.id,
      timeZone: "America/Montevideo",
    })
    await world.api.advanceTo(await world.montevideo("23:30"))
    await world.api.join(segmentId, people("quiet", 1))
    await world.api.settle()
    assert.deepEqual(await world.sentTo(campaignId), [])
    await world.api.advanceTo(await world.montevideo("08:00"))
    const [sent] = await world.api.all(`/outbox?campaignId=${campaignId}`)
    assert.equal(new Date(sent.at).getUTCHours(), 11)
    await world.api.advanceTo((await world.montevideo("21:00", 0)) - 1)
    await world.api.join(segmentId, people("late", 1))
    await world.api.settle()
    assert.equal((await world.sentTo(campaignId)).length, 2)
  })

  it("ENG-11 FLOW-8 a message of another campaign goes only to those who qualify for it", async () => {
    const vip = await world.api.post("/segments", { name: "VIP", kind: "list" })
    const regular = await world.api.post("/campaigns", {
      kind: "campaign",
      name: "Loan",
      segmentIds: [vip.id],
      timeZone: "UTC",
    })
    const message = await world.api.post(`/campaigns/${regular.id}/messages`, {
      channel: "email",
      name: "Loan offer",
      subject: "A loan for {{ member.id }}",
      html: "<p>Loan</p>",
    })
    await world.api.post(`/campaigns/${regular.id}/publish`)
    const loan = {
      type: "crossEmail",
      name: "Loan",
      campaignId: regular.id,
      messageId: message.id,
      override: { html: "<p>Only today</p>" },
      outcomes: { sent: "mail" },
    }
    const { campaignId, segmentId } = await world.api.flow("Cross", {
      start: "loan",
      steps: { loan, mail: mail("end"), end },
    })
    await world.api.join(vip.id, [{ id: "cross-0" }])
    await world.api.join(segmentId, people("cross", 2))
    await world.api.settle()
    assert.deepEqual((await world.sentTo(campaignId)).toSorted(), ["cross-0 loan", "cross-0 mail", "cross-1 mail"])
    const [sent] = await world.api.all(`/outbox?campaignId=${campaignId}&stepId=loan`)
    assert.equal(sent.subject, "A loan for cross-0")
    assert.match(sent.html, /Only today/)
    assert.deepEqual((await world.api.get(`/campaigns/${campaignId}/stats`)).steps.loan.skipped, { notQualified: 1 })
  })

  it("MEM-4 MEM-6 members join and leave a rule segment by themselves, those who were there before as well", async () => {
    await world.api.put("/members/rule-old", { email: "old@example.com", attributes: { plan: "Gold" } })
    await world.api.put("/members/rule-none", { email: "none@example.com", attributes: { plan: "basic" } })
    const gold = { kind: "rule", name: "Gold", rule: rule(attribute("plan", "equals", "gold")) }
    assert.deepEqual(await world.api.post("/segments/count", { rule: gold.rule }), { count: 1 })
    const segment = await world.api.post("/segments", gold)
    const campaign = await world.api.post("/campaigns", {
      kind: "flow",
      name: "For gold",
      segmentIds: [segment.id],
      timeZone: "UTC",
      onLeave: "exit",
    })
    await world.api.put(`/campaigns/${campaign.id}/flow`, {
      start: "mail",
      steps: { mail: mail("wait"), wait: wait("P9D", "again"), again: mail("end"), end },
    })
    await world.api.post(`/campaigns/${campaign.id}/publish`)
    await world.api.settle()
    assert.deepEqual(await world.sentTo(campaign.id), ["rule-old mail"])
    await world.api.put("/members/rule-none", { attributes: { plan: "GOLD" } })
    await world.api.put("/members/rule-new", { email: "new@example.com", attributes: { plan: "gold" } })
    await world.api.settle()
    assert.deepEqual((await world.sentTo(campaign.id)).toSorted(), ["rule-new mail", "rule-none mail", "rule-old mail"])
    await world.api.put("/members/rule-old", { attributes: { plan: null } })
    await world.api.settle()
    const members = await world.api.all(`/segments/${segment.id}/members`)
    assert.deepEqual(members.map(({ id }) => id).toSorted(), ["rule-new", "rule-none"])
    const [run] = await world.api.all("/members/rule-old/runs")
    assert.equal(run.reason, "leftSegment")
    const join = await world.api.request("PUT", `/segments/${segment.id}/members/rule-old`)
    assert.equal(join.status, 409)
  })

  it("MEM-4 a rule that depends on time lets members in and out at the very second", async () => {
    const event = { fact: "event", name: "visited", op: "happened", within: "P2D" }
    const segment = await world.api.post("/segments", { kind: "rule", name: "Visited lately", rule: rule(event) })
    await world.api.post("/webhooks/events", { events: [{ memberId: "visitor", name: "visited" }] })
    await world.api.settle()
    const ids = async () => (await world.api.all(`/segments/${segment.id}/members`)).map(({ id }) => id)
    assert.deepEqual(await ids(), ["visitor"])
    assert.deepEqual(await world.api.post("/segments/count", { rule: rule(event) }), { count: 1 })
    await world.api.advance("P1DT23H59M")
    assert.deepEqual(await ids(), ["visitor"])
    await world.api.advance("PT2M")
    assert.deepEqual(await ids(), [])
  })

  it("FLOW-11 WF-1 a flow starts a workflow, an event starts an internal one, and neither can be archived while used", async () => {
    const make = async (input, flow) => {
      const workflow = await world.api.post("/workflows", input)
      await world.api.put(`/workflows/${workflow.id}/flow`, flow)
      await world.api.post(`/workflows/${workflow.id}/publish`)
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
    const { campaignId, segmentId } = await world.api.flow("Starts it", {
      start: "greet",
      steps: { greet: start, end },
    })
    await world.api.join(segmentId, people("wf", 2))
    await world.api.post("/webhooks/events", { events: [{ memberId: "wf-1", name: "dealWon" }] })
    await world.api.settle()
    assert.deepEqual((await world.sentTo(greeting)).toSorted(), ["wf-0 mail", "wf-1 mail"])
    assert.equal((await world.api.get("/members/wf-1")).attributes.deal, "won")
    assert.equal((await world.api.get("/members/wf-0")).attributes.deal, undefined)
    assert.equal((await world.api.get(`/campaigns/${campaignId}/stats`)).runs.completed, 2)
    assert.equal((await world.api.request("POST", `/workflows/${greeting}/archive`, {})).status, 409)
    assert.equal((await world.api.request("POST", `/workflows/${lead}/archive`, {})).status, 200)
    await world.api.post("/webhooks/events", { events: [{ memberId: "wf-0", name: "dealWon" }] })
    await world.api.settle()
    assert.equal((await world.api.get("/members/wf-0")).attributes.deal, undefined)
  })

  it("WF-2 a campaign attaches a version of a workflow and takes over a later one", async () => {
    const workflow = await world.api.post("/workflows", { name: "Shared", kind: "standalone" })
    await world.api.put(`/workflows/${workflow.id}/flow`, {
      start: "wait",
      steps: { wait: wait("P3D", "mail"), mail: mail("end"), end },
    })
    await world.api.post(`/workflows/${workflow.id}/publish`)
    const segment = await world.api.post("/segments", { name: "Attached", kind: "list" })
    const campaign = await world.api.post("/campaigns", {
      kind: "flow",
      name: "Attached",
      timeZone: "UTC",
      segmentIds: [segment.id],
      workflow: { id: workflow.id, version: 1 },
    })
    await world.api.post(`/campaigns/${campaign.id}/publish`)
    await world.api.join(segment.id, people("attached", 1))
    await world.api.advance("P1D")
    await world.api.put(`/workflows/${workflow.id}/flow`, {
      start: "wait",
      steps: { wait: wait("P2D", "mail"), mail: mail("end"), end },
    })
    await world.api.post(`/workflows/${workflow.id}/publish`)
    await world.api.advance("P1DT1H")
    assert.deepEqual(await world.sentTo(campaign.id), [])
    await world.api.request("PATCH", `/campaigns/${campaign.id}`, { workflow: { id: workflow.id, version: 2 } })
    const preview = await world.api.post(`/campaigns/${campaign.id}/publish?preview=1`)
    assert.equal(preview.changes.find(({ stepId }) => stepId === "wait")?.dueNow, 1)
    await world.api.post(`/campaigns/${campaign.id}/publish`)
    await world.api.settle()
    assert.deepEqual(await world.sentTo(campaign.id), ["attached-0 mail"])
  })

  it("WF-3 TIME-5 a reminder before an occasion follows when it moves, and those who came go another way", async () => {
    const at = (await world.montevideo("18:00", 20)) + 0
    const occasion = await world.api.post("/occasions", {
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
    const { campaignId, segmentId } = await world.api.flow(
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
    await world.api.join(segmentId, people("webinar", 2))
    await world.api.settle()
    const wakes = async () =>
      (await world.api.all(`/campaigns/${campaignId}/runs`)).map(({ wakeAt }) => Date.parse(wakeAt))
    const reminder = Date.parse(`${new Date(at - 3 * 86_400_000).toISOString().slice(0, 10)}T13:00:00Z`)
    assert.deepEqual(await wakes(), [reminder, reminder])
    await world.api.request("PATCH", `/occasions/${occasion.id}`, { at: new Date(at - 5 * 86_400_000).toISOString() })
    await world.api.settle()
    assert.deepEqual(await wakes(), [reminder - 5 * 86_400_000, reminder - 5 * 86_400_000])
    await world.api.advanceTo(at - 5 * 86_400_000)
    await world.api.put(`/occasions/${occasion.id}/attendance/webinar-0`, { status: "attended" })
    await world.api.put(`/occasions/${occasion.id}/attendance/webinar-1`, { status: "absent" })
    await world.api.advance("P2D")
    assert.deepEqual((await world.sentTo(campaignId)).toSorted(), [
      "webinar-0 remind",
      "webinar-0 thanks",
      "webinar-1 missed",
      "webinar-1 remind",
    ])
  })
})
