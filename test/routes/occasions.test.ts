import { describe, expect, it } from "vitest"
import { advance, chain, emailStep, join, must, outbox, smsStep, startFlow } from "../helpers/flows"
import { api } from "./client"

const webinar = { name: "Webinar", at: "2027-03-16T18:00", timeZone: "America/New_York" }
const create = (more: Record<string, unknown> = {}) =>
  must(api("POST", "/occasions", { body: { ...webinar, ...more } }))
const to = (instant: string) => must(api("POST", "/dev/clock", { body: { to: instant, hold: true } }))
const besideOf = (occasionId: string, more: Record<string, unknown> = {}) => ({
  type: "delay",
  delay: { relativeTo: { occasionId }, offset: "-P3D", at: "10:00", ...more },
})

describe("occasions", () => {
  it("WF-3 a local date-time is read in the occasion's zone; an instant stays what it is", async () => {
    const made = await create({ location: "Room 1", segmentId: "everyone" })
    expect(made).toMatchObject({
      name: "Webinar",
      at: "2027-03-16T22:00:00.000Z",
      timeZone: "America/New_York",
      location: "Room 1",
      segmentId: "everyone",
      usedBy: [],
    })
    expect((await create({ at: "2027-03-16T22:00:00.000Z" })).at).toBe(made.at)
    expect(await must(api("GET", `/occasions/${made.id}`))).toEqual(made)
    const moved = await must(
      api("PATCH", `/occasions/${made.id}`, { body: { timeZone: "Europe/Madrid", location: null } }),
    )
    expect(moved).toMatchObject({ at: made.at, timeZone: "Europe/Madrid", location: null })
    expect((await must(api("GET", "/occasions?query=web"))).items).toHaveLength(2)
    expect((await api("DELETE", `/occasions/${made.id}`)).status).toBe(204)
    expect((await api("GET", `/occasions/${made.id}`)).status).toBe(404)
  })

  it.each([
    ["at", { at: "2027-03-16" }],
    ["at", { at: "soon" }],
    ["timeZone", { timeZone: "Bogus/Zone" }],
    ["segmentId", { segmentId: "nobody" }],
    ["name", { name: "" }],
  ])("WF-3 an occasion wrong at %s names it (%j)", async (path, body) => {
    const { status, json } = await api("POST", "/occasions", { body: { ...webinar, ...body } })
    expect([status, json.errors[0].path]).toEqual([422, path])
  })

  it("TIME-5 WF-3 when an occasion moves, waiting runs are re-timed, later and earlier", async () => {
    await to("2027-03-01T12:00:00.000Z")
    const { id } = await create()
    const { campaignId, segmentId } = await startFlow(chain({ wait: besideOf(id), mail: emailStep }), {
      timeZone: "America/New_York",
    })
    await join(segmentId, ["m1"])
    await advance()
    const wake = async () => (await must(api("GET", `/campaigns/${campaignId}/runs`))).items[0].wakeAt
    expect(await wake()).toBe("2027-03-13T15:00:00.000Z")
    expect((await must(api("GET", `/occasions/${id}`))).usedBy).toMatchObject([{ id: campaignId }])
    await must(api("PATCH", `/occasions/${id}`, { body: { at: "2027-03-20T18:00" } }))
    await advance()
    expect(await wake()).toBe("2027-03-17T14:00:00.000Z")
    await must(api("PATCH", `/occasions/${id}`, { body: { at: "2027-03-10T18:00" } }))
    await advance()
    expect(await wake()).toBe("2027-03-07T15:00:00.000Z")
    await advance("P10D")
    expect(await outbox(`&campaignId=${campaignId}`)).toMatchObject([{ at: "2027-03-07T15:00:00.000Z" }])
  })

  it("WF-3 an occasion that a published flow refers to is not deleted", async () => {
    await to("2027-03-01T12:00:00.000Z")
    const { id } = await create()
    await startFlow(chain({ wait: besideOf(id), mail: emailStep }))
    const { status, json } = await api("DELETE", `/occasions/${id}`)
    expect([status, json.detail]).toEqual([409, expect.stringContaining("Flow")])
  })
})

describe("attendance", () => {
  it("WF-3 by webhook in batches and by hand; the later word decides, whatever the order of arrival", async () => {
    const { id } = await create()
    const post = (members: unknown[]) => api("POST", `/webhooks/occasions/${id}/attendance`, { body: { members } })
    const { now } = await must(api("GET", "/dev/clock"))
    const earlier = new Date(Date.parse(now) - 60_000).toISOString()
    const first = await post([
      { id: "m1", status: "attended" },
      { id: "m2", status: "absent" },
      { id: "m3", status: "maybe" },
      { status: "absent" },
    ])
    expect([first.status, first.json]).toEqual([
      202,
      {
        accepted: 2,
        rejected: [expect.objectContaining({ index: 2, id: "m3" }), expect.objectContaining({ index: 3 })],
      },
    ])
    await post([{ id: "m1", status: "absent", occurredAt: earlier }])
    await advance()
    const list = async (query = "") =>
      (await must(api("GET", `/occasions/${id}/attendance${query}`))).items.map(
        (one: { memberId: string; status: string }) => [one.memberId, one.status],
      )
    expect(await list()).toEqual([
      ["m1", "attended"],
      ["m2", "absent"],
    ])
    const put = await api("PUT", `/occasions/${id}/attendance/m2`, { body: { status: "attended" } })
    expect([put.status, put.json]).toEqual([200, expect.objectContaining({ memberId: "m2", status: "attended" })])
    expect(await list("?status=absent")).toEqual([])
    expect((await api("PUT", `/occasions/${id}/attendance/nobody`, { body: { status: "absent" } })).status).toBe(404)
    expect((await api("PUT", `/occasions/${id}/attendance/m1`, { body: { status: "late" } })).status).toBe(422)
    expect(
      (await api("POST", "/webhooks/occasions/none/attendance", { body: { id: "m1", status: "absent" } })).status,
    ).toBe(404)
  })

  it("API-2 the same webhook-id twice has effect once", async () => {
    const { id } = await create()
    const post = (status: string) =>
      api("POST", `/webhooks/occasions/${id}/attendance`, {
        body: { id: "m1", status },
        headers: { "webhook-id": "w-1" },
      })
    expect((await post("attended")).json).toEqual({ accepted: 1, rejected: [] })
    const again = await post("absent")
    expect([again.json, again.headers.get("idempotent-replay")]).toEqual([{ accepted: 1, rejected: [] }, "true"])
    await advance()
    expect((await must(api("GET", `/occasions/${id}/attendance`))).items).toMatchObject([{ status: "attended" }])
  })

  it("WF-3 a flow follows up after, differently for those who came and those who did not", async () => {
    await to("2027-03-01T12:00:00.000Z")
    const { id } = await create()
    const came = { any: [{ all: [{ fact: "occasion", name: id, op: "equals", value: "attended" }] }] }
    const { campaignId, segmentId } = await startFlow(
      chain({
        wait: besideOf(id, { offset: "P1D" }),
        came: { type: "condition", rule: came, outcomes: { met: "thanks", notMet: "missed" } },
        thanks: { ...emailStep, outcomes: { sent: "end" } },
        missed: { ...smsStep, outcomes: { sent: "end" } },
      }),
      { timeZone: "America/New_York" },
    )
    await join(segmentId, ["m1", "m2", "m3"])
    await to("2027-03-16T23:00:00.000Z")
    await must(
      api("POST", `/webhooks/occasions/${id}/attendance`, {
        body: {
          members: [
            { id: "m1", status: "attended" },
            { id: "m2", status: "absent" },
          ],
        },
      }),
    )
    await advance("P2D")
    const sent = (await outbox(`&campaignId=${campaignId}`)).map((one) => `${one.memberId} ${one.stepId} ${one.at}`)
    expect(sent.sort()).toEqual([
      "m1 thanks 2027-03-17T14:00:00.000Z",
      "m2 missed 2027-03-17T14:00:00.000Z",
      "m3 missed 2027-03-17T14:00:00.000Z",
    ])
  })

  it("MEM-8 attendance is in a member's export, and goes when the member is erased", async () => {
    const { id } = await create()
    await must(api("PUT", "/members/m1", { body: {} }))
    await must(api("PUT", `/occasions/${id}/attendance/m1`, { body: { status: "absent" } }))
    expect((await must(api("GET", "/members/m1/export"))).attendance).toMatchObject([
      { occasionId: id, status: "absent" },
    ])
    await api("DELETE", "/members/m1")
    expect((await must(api("GET", `/occasions/${id}/attendance`))).items).toEqual([])
  })
})
