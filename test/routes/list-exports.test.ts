import { describe, expect, it } from "vitest"
import { exportedCampaign, file, lines } from "../helpers/exports"
import { advance, must, now } from "../helpers/flows"
import { api, ours, send, signIn } from "./client"

describe("exports of members and deliveries", () => {
  const listed = async (query: string) => lines((await file(`/api/v1/export?${query}`)).text)

  it("ANA-4 members with their segments and attributes, all, of a segment, or by a text", async () => {
    const { segmentId } = await exportedCampaign()
    await must(api("PUT", "/members/z", { body: { email: "zoe@example.com", attributes: { name: "Zoë" } } }))
    await advance()
    expect(await listed("of=members&fields=memberId,email,segments,attributes.plan")).toEqual([
      "memberId,email,segments,attributes.plan",
      "a,a@example.com,Members,gold",
      ...["b", "c"].map((id) => `${id},${id}@example.com,Members,`),
      "z,zoe@example.com,,",
    ])
    expect(await listed(`of=members&fields=memberId&segmentId=${segmentId}`)).toEqual(["memberId", "a", "b", "c"])
    expect(await listed("of=members&fields=memberId&query=zo")).toEqual(["memberId", "z"])
  })

  it("ANA-4 deliveries with the names of campaign and step, by every filter", async () => {
    const { campaignId: id } = await exportedCampaign()
    const who = async (query: string) =>
      (await listed(`of=deliveries&fields=memberId,stepName,status,email&${query}`)).slice(1).sort()
    const all = ["a,bye,sent,a@example.com", ...["a", "b", "c"].map((one) => `${one},hi,sent,${one}@example.com`)]
    expect(await who(`campaignId=${id}`)).toEqual(all)
    expect(await who("")).toEqual(all)
    expect(await who("memberId=a")).toEqual(all.slice(0, 2))
    expect(await who(`campaignId=${id}&stepId=bye`)).toEqual(all.slice(0, 1))
    expect(await who("status=failed")).toEqual([])
    expect(await who("channel=sms")).toEqual([])
    const day = new Date((await now()) - 3 * 3_600_000).toISOString().slice(0, 10)
    expect(await who(`campaignId=${id}&from=${day}`)).toEqual(all.slice(2))
  })

  it("ANA-4 what is wrong is a 422 that names it, a filter of the other list too", async () => {
    const wrong = [
      ["of", "of=runs"],
      ["status", "of=members&status=sent"],
      ["query", "of=deliveries&query=a"],
      ["campaignId", "of=deliveries&campaignId=nope"],
      ["segmentId", "of=members&segmentId=nope"],
      ["fields", "of=members&fields=channel"],
      ["from", "of=deliveries&from=soon"],
    ]
    for (const [path, query] of wrong) {
      const { status, json } = await api("GET", `/export?${query}`)
      expect([query, status, json.errors[0].path]).toEqual([query, 422, path])
    }
  })

  it("ANA-4 UI-4 made by a form with the list's filters, kept, each list for itself", async () => {
    const { segmentId } = await exportedCampaign()
    const { cookie } = await signIn()
    const headers = { ...ours, cookie }
    const shown = await (await send(`/members/export?segmentId=${segmentId}`, { headers })).text()
    expect(shown).toMatch(new RegExp(`<option value="${segmentId}" selected`))
    const fields = new URLSearchParams([
      ["fields", "memberId"],
      ["format", "csv"],
      ["segmentId", segmentId],
    ])
    const post = await send("/members/export", { method: "POST", redirect: "manual", headers, body: fields })
    expect(post.status).toBe(303)
    await advance()
    const [made] = (await must(api("GET", "/exports?of=members"))).items
    expect(made).toMatchObject({ status: "done", rows: 3, campaignId: null })
    expect(await (await send(`/members/exports/${made.id}/file`, { headers })).text()).toBe(
      "memberId\r\na\r\nb\r\nc\r\n",
    )
    expect((await send(`/deliveries/exports/${made.id}/file`, { headers })).status).toBe(404)
    expect((await must(api("GET", "/exports?of=deliveries"))).items).toEqual([])
  })
})
