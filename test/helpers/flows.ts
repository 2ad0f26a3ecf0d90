import { api } from "../routes/client"

type StepsOf = Record<string, Record<string, unknown>>

/** Steps in a row: each leads to the next, the last to `end`. */
export function chain(steps: StepsOf) {
  const ids = [...Object.keys(steps), "end"]
  const linked = Object.entries(steps).map(([id, step], index) => {
    const main = step.type === "delay" ? "done" : "sent"
    return [id, { name: id, outcomes: { [main]: ids[index + 1] }, ...step }]
  })
  return { start: ids[0], steps: { ...Object.fromEntries(linked), end: { type: "end", name: "End" } } }
}

export const emailStep = { type: "email", message: { subject: "Hello {{ member.id }}", html: "<p>Hello</p>" } }
export const smsStep = { type: "sms", message: { text: "Hello" } }
export const delayOf = (length: string, more: Record<string, unknown> = {}) => ({
  type: "delay",
  delay: { for: length, ...more },
})

/** An email for whoever does `go` within nine days. */
export const mailOnGo = chain({
  hold: {
    type: "waitForEvent",
    event: { name: "go" },
    timeout: "P9D",
    outcomes: { happened: "mail", timedOut: "end" },
  },
  mail: emailStep,
})

/** A published flow on a fresh list segment. The clock is held, so that nothing happens but by `advance`. */
export async function startFlow(flow: unknown, settings: Record<string, unknown> = {}) {
  await api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } })
  const { id: segmentId } = await must(api("POST", "/segments", { body: { name: "Members", kind: "list" } }))
  const body = { kind: "flow", name: "Flow", segmentIds: [segmentId], timeZone: "UTC", ...settings }
  const { id: campaignId } = await must(api("POST", "/campaigns", { body }))
  await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: flow }))
  await must(api("POST", `/campaigns/${campaignId}/publish`, { body: {} }))
  return { campaignId: campaignId as string, segmentId: segmentId as string }
}

/** Throws unless the call succeeded; gives its JSON. */
export async function must(call: ReturnType<typeof api>) {
  const answer = await call
  if (answer.status >= 400) throw new Error(`${answer.status} ${JSON.stringify(answer.json)}`)
  return answer.json
}

export async function join(segmentId: string, ids: readonly string[], more: Record<string, unknown> = {}) {
  const members = ids.map((id) => ({ id, email: `${id}@example.com`, phone: "+59899123456", ...more }))
  return await must(api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { members } }))
}

/** Moves the clock by a length, or finishes what is due now. */
export async function advance(length = "PT0S"): Promise<number> {
  const { now } = await must(api("POST", "/dev/clock", { body: { advance: length } }))
  return Date.parse(now)
}

export async function now(): Promise<number> {
  return Date.parse((await must(api("GET", "/dev/clock"))).now)
}

/** What the outbox holds, oldest first. */
export async function outbox(query = ""): Promise<{ memberId: string; stepId: string; channel: string; at: string }[]> {
  return (await must(api("GET", `/outbox?limit=200${query}`))).items.toReversed()
}

export async function stats(campaignId: string) {
  return await must(api("GET", `/campaigns/${campaignId}/stats`))
}

export async function runs(campaignId: string) {
  return (await must(api("GET", `/campaigns/${campaignId}/runs?limit=200`))).items
}
