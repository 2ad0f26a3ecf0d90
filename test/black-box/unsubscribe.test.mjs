import assert from "node:assert/strict"
import { it } from "node:test"
import { end, mail, suite, wait } from "./helpers/flows.mjs"

const scanner = { "user-agent": "Mozilla/5.0 (compatible; LinkScanner/1.0)" }
const twoMails = { start: "one", steps: { one: mail("wait"), wait: wait("P2D", "two"), two: mail("end"), end } }

suite("MSG-4 MSG-5 unsubscribing, as an outside program sees it", (world) => {
  /** A member of a flow of two emails who has got the first, with its links. */
  async function mailed(name, settings = {}) {
    const flow = await world.api.flow(name, twoMails, settings)
    const id = `${name}-1`
    await world.api.join(flow.segmentId, [{ id, email: `${id}@example.com`, phone: "+59899123456" }])
    await world.api.settle()
    const [{ html, headers }] = await world.api.all(`/outbox?campaignId=${flow.campaignId}`)
    const header = /^<([^>]+)>$/.exec(headers["List-Unsubscribe"])?.[1]
    const links = [...html.matchAll(/href="([^"]+)"/g)].map((match) => match[1])
    return { ...flow, id, header, links }
  }
  const oneClick = (url) =>
    fetch(url, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }), redirect: "manual" })
  const consentOf = async (id) => (await world.api.get(`/members/${id}`)).consent

  it("UNS-01 UNS-03 a scanner follows every link of the email and nothing changes; one click does", async () => {
    const { id, header, links, campaignId } = await mailed("scanned")
    assert.ok(links.includes(header), "the link of the header is in the body too")
    for (const url of [header, ...links]) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await fetch(url, { method, headers: scanner, redirect: "manual" })
        assert.ok(answer.status < 400, `${method} ${url}: ${answer.status}`)
      }
    }
    assert.deepEqual(await consentOf(id), [])
    assert.equal((await oneClick(header)).status, 200)
    assert.equal((await consentOf(id))[0].status, "unsubscribed")
    await world.api.advance("P3D")
    assert.deepEqual(await world.sentTo(campaignId), [`${id} one`])
    const { steps } = await world.api.get(`/campaigns/${campaignId}/stats`)
    assert.deepEqual([steps.one.unsubscribed, steps.two.skipped], [1, { unsubscribed: 1 }])
    assert.equal(steps.one.opened, 0)
  })

  it("UNS-08 whoever is saved, imported or joins again stays unsubscribed", async () => {
    const { id, header, segmentId, campaignId } = await mailed("again", { reentry: "onRejoin" })
    await oneClick(header)
    await world.api.put(`/members/${id}`, { email: `${id}@example.com`, attributes: { plan: "gold" } })
    const csv = `id,email\n${id},${id}@example.com\n`
    const headers = { "content-type": "text/csv" }
    await world.api.post(`/members/import?segmentId=${segmentId}`, csv, headers)
    await world.api.settle()
    await world.api.request("DELETE", `/segments/${segmentId}/members/${id}`)
    await world.api.advance("PT1M")
    await world.api.join(segmentId, [{ id, email: `${id}@example.com` }])
    await world.api.advance("P5D")
    assert.equal((await consentOf(id))[0].status, "unsubscribed")
    assert.deepEqual(await world.sentTo(campaignId), [`${id} one`])
  })

  it("UNS-05 a message that waits for its hour is not sent when its member unsubscribes meanwhile", async () => {
    const { id, header } = await mailed("first")
    const day = { from: "00:00", to: "23:00" }
    const policy = { caps: [], quietHours: day, over: "defer" }
    const { id: categoryId } = await world.api.post("/categories", { name: "Late", priority: 1, policy })
    await world.api.advanceTo(await world.montevideo("09:00"))
    const zone = { timeZone: "America/Montevideo", categoryId }
    const { segmentId, campaignId } = await world.api.flow(
      "queued",
      { start: "mail", steps: { mail: mail("end"), end } },
      zone,
    )
    await world.api.join(segmentId, [{ id }])
    await world.api.settle()
    const deliveries = () => world.api.all(`/deliveries?campaignId=${campaignId}`)
    assert.equal((await deliveries())[0].status, "deferred")
    await oneClick(header)
    await world.api.advance("P1D")
    const [{ status, reason }] = await deliveries()
    assert.deepEqual([status, reason], ["skipped", "unsubscribed"])
    assert.deepEqual(await world.sentTo(campaignId), [])
  })
})
