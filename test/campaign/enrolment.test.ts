import { expect, it } from "vitest"
import { advance, chain, delayOf, join, must } from "../helpers/flows"
import { api } from "../routes/client"

/** A page of an enrolment (200 members) and some more, whose ids sort in every way ids can. */
const ids = Array.from({ length: 203 }, (_, i) => ["m", "M", "é", "😀", "m-", " m", "%_"][i % 7] + String(i * 7))

it("ING-11 CAM-6 who joined at one and the same instant all enter, on whatever page they stand, and all lists show them", async () => {
  await api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } })
  const { id: segmentId } = await must(api("POST", "/segments", { body: { name: "All at once", kind: "list" } }))
  await join(segmentId, ids)
  await advance()
  const body = { kind: "flow", name: "Flow", segmentIds: [segmentId], timeZone: "UTC" }
  const { id } = await must(api("POST", "/campaigns", { body }))
  await must(api("PUT", `/campaigns/${id}/flow`, { body: chain({ wait: delayOf("P1D") }) }))
  await must(api("POST", `/campaigns/${id}/publish`, { body: {} }))
  await advance()
  expect((await must(api("GET", `/campaigns/${id}/stats`))).runs.active).toBe(ids.length)
  for (const path of ["/members", `/segments/${segmentId}/members`, `/campaigns/${id}/runs`]) {
    expect([path, await namesOn(path)]).toEqual([path, ids.toSorted()])
  }
})

/** Whom a list names over all its pages, each as often as it does. */
async function namesOn(path: string): Promise<string[]> {
  const names: string[] = []
  for (let cursor = ""; ; ) {
    const page = await must(api("GET", `${path}?limit=50${cursor}`))
    names.push(...page.items.map((item: { id: string; memberId?: string }) => item.memberId ?? item.id))
    if (page.nextCursor === null) return names.toSorted()
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
  }
}
