// Edits of live flows, dry runs, resets, data, documents and explanations, as an outside program sees them.
import assert from "node:assert/strict"
import { it } from "node:test"
import { people } from "./helpers/client.mjs"
import { end, mail, oneMail, rule, suite, wait } from "./helpers/flows.mjs"

suite("flows under way", (world) => {
  it("EDT-02 FLOW-12 FLOW-14 a removed step with members needs a mapping; a rollback brings it back and nobody is run again", async () => {
    const first = { start: "a", steps: { a: mail("b"), b: wait("P5D", "c"), c: mail("end"), end } }
    const { campaignId, segmentId } = await world.api.flow("Edited", first)
    await world.api.join(segmentId, people("edit", 7))
    await world.api.settle()
    const without = { start: "a", steps: { a: mail("c"), c: mail("d"), d: wait("P1D", "end"), end } }
    await world.api.put(`/campaigns/${campaignId}/flow`, without)
    const refused = await world.api.request("POST", `/campaigns/${campaignId}/publish`, {})
    assert.equal(refused.status, 409)
    assert.deepEqual(refused.body.occupied, [{ stepId: "b", members: 7 }])
    await world.api.post(`/campaigns/${campaignId}/publish`, { move: { b: "c" } })
    await world.api.settle()
    const sent = (await world.sentTo(campaignId)).map((one) => one.split(" ")[1])
    assert.equal(sent.filter((stepId) => stepId === "a").length, 7)
    assert.equal(sent.filter((stepId) => stepId === "c").length, 7)
    const back = await world.api.request("POST", `/campaigns/${campaignId}/rollback`, {
      version: 1,
      move: { d: "end" },
    })
    assert.equal(back.status, 200)
    await world.api.advance("P9D")
    assert.equal((await world.sentTo(campaignId)).length, 14)
    const { runs } = await world.api.get(`/campaigns/${campaignId}/stats`)
    assert.equal(runs.completed, 7)
    assert.deepEqual((await world.api.get(`/campaigns/${campaignId}/flow`)).published.flow.steps.b.delay, {
      for: "P5D",
    })
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
    const { campaignId, segmentId } = await world.api.flow("Foretold", flow)
    const startAt = new Date(await world.now()).toISOString()
    const member = { id: "dry-0", email: "dry-0@example.com", phone: "+59899123456" }
    await world.api.put("/members/dry-0", { email: member.email, phone: member.phone })
    const event = { at: new Date((await world.now()) + 6 * 86_400_000).toISOString(), name: "applied" }
    const { timeline } = await world.api.post(`/campaigns/${campaignId}/dry-run`, {
      member: "dry-0",
      startAt,
      events: [event],
    })
    assert.deepEqual(await world.sentTo(campaignId), [])
    await world.api.join(segmentId, [{ id: "dry-0" }])
    await world.api.advance("P6D")
    await world.api.post("/webhooks/events", { events: [{ memberId: "dry-0", name: "applied" }] })
    await world.api.advance("P7D")
    const foretold = timeline.filter(({ message }) => message).map(({ at, stepId }) => `${at} ${stepId}`)
    const happened = (await world.api.all(`/outbox?campaignId=${campaignId}`))
      .toReversed()
      .map(({ at, stepId }) => `${at} ${stepId}`)
    assert.ok(happened.length === 2)
    assert.deepEqual(foretold, happened)
    const hello = timeline.find(({ stepId, message }) => stepId === "first" && message)
    assert.match(hello.message.html, /Hello dry-0/)
  })

  it("CAM-12 CAM-15 ENG-22 after a reset the flow starts again where re-entry says so, and dismisses are reset alone", async () => {
    const { campaignId, segmentId } = await world.api.flow("Yearly", oneMail, {
      reentry: "onReset",
      reset: { afterDays: 30, what: "all" },
    })
    await world.api.join(segmentId, people("reset", 1))
    await world.api.advance("P29D")
    assert.equal((await world.sentTo(campaignId)).length, 1)
    await world.api.advance("P2D")
    assert.equal((await world.sentTo(campaignId)).length, 2)
  })

  it("FLOW-4 CAM-18 campaign data decides a condition, by its type", async () => {
    const segment = await world.api.post("/segments", { name: "Data", kind: "list" })
    const campaign = await world.api.post("/campaigns", {
      kind: "flow",
      name: "Data",
      timeZone: "UTC",
      segmentIds: [segment.id],
      dataFields: [{ name: "score", type: "number" }],
    })
    const high = { fact: "campaignData", name: "score", op: "greaterThan", value: 9 }
    await world.api.put(`/campaigns/${campaign.id}/flow`, {
      start: "if",
      steps: {
        if: { type: "condition", name: "High?", rule: rule(high), outcomes: { met: "mail", notMet: "end" } },
        mail: mail("end"),
        end,
      },
    })
    await world.api.post(`/campaigns/${campaign.id}/publish`)
    for (const { id, email } of people("data", 2)) await world.api.put(`/members/${id}`, { email })
    await world.api.put(`/campaigns/${campaign.id}/data/data-0`, { values: { score: 10 } })
    await world.api.put(`/campaigns/${campaign.id}/data/data-1`, { values: { score: 9 } })
    const wrong = await world.api.request("PUT", `/campaigns/${campaign.id}/data/data-1`, { values: { score: "many" } })
    assert.equal(wrong.status, 422)
    await world.api.join(segment.id, [{ id: "data-0" }, { id: "data-1" }])
    await world.api.settle()
    assert.deepEqual(await world.sentTo(campaign.id), ["data-0 mail"])
  })

  it("FLOW-10 a document is made once, and its link gives a PDF", async () => {
    const { campaignId, segmentId } = await world.api.flow("Document", {
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
    await world.api.join(segmentId, people("pdf", 1))
    await world.api.settle()
    const [sent] = await world.api.all(`/outbox?campaignId=${campaignId}`)
    const [, link] = /href="([^"]+)"/.exec(sent.html)
    const { pathname } = new URL(link, world.server.url)
    const answer = await fetch(`${world.server.url}${pathname}`)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get("content-type"), "application/pdf")
    assert.equal(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
      "%PDF-",
    )
    const forged = await fetch(`${world.server.url}${pathname.slice(0, -2)}xx`)
    assert.equal(forged.status, 404)
  })

  it("ANA-5 an explanation for one who never entered, one who waits, one who was skipped and one who is through", async () => {
    const steps = {
      text: { type: "sms", name: "SMS", message: { text: "Hi" }, outcomes: { sent: "wait" } },
      wait: wait("P2D", "end"),
      end,
    }
    const { campaignId, segmentId } = await world.api.flow("Why", { start: "text", steps })
    await world.api.put("/members/why-out", { email: "out@example.com" })
    await world.api.join(segmentId, [{ id: "why-in" }])
    await world.api.settle()
    const explain = (id) => world.api.get(`/members/${id}/explain?campaignId=${campaignId}`)
    const out = await explain("why-out")
    assert.equal(out.enrolled, false)
    assert.ok(out.because.some(({ rule, holds }) => rule === "inSegment" && holds === false))
    const inside = await explain("why-in")
    assert.equal(inside.enrolled, true)
    assert.equal(inside.waitingFor.stepId, "wait")
    assert.match(JSON.stringify(inside), /noPhone/)
    await world.api.advance("P3D")
    const through = await explain("why-in")
    assert.equal(through.status, "completed")
  })
})
