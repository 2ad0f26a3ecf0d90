import { adminToken, api, send } from "../routes/client"
import { advance, chain, delayOf, emailStep, join, must, startFlow } from "./flows"

/** An email, four days, another one. */
export const waiting = chain({ hi: emailStep, wait: delayOf("P4D"), bye: emailStep })
export const dataFields = [
  { name: "amount", type: "currency" },
  { name: "due", type: "date" },
  { name: "email", type: "email" },
]

/** A campaign with three members: two wait, one is through. */
export async function exportedCampaign(more: Record<string, unknown> = {}) {
  const started = await startFlow(waiting, { dataFields, timeZone: "America/Montevideo", ...more })
  await join(started.segmentId, ["a"], { attributes: { plan: "gold", note: "=1+1" } })
  await advance("P5D")
  await join(started.segmentId, ["b", "c"])
  await advance()
  await must(
    api("PUT", `/campaigns/${started.campaignId}/data/a`, { body: { values: { amount: 12.5, due: "2027-03-01" } } }),
  )
  return started
}

export const authorized = { authorization: `Bearer ${adminToken}` }

/** A file as text. */
export async function file(path: string) {
  const response = await send(path, { headers: authorized })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

export const lines = (csv: string) => csv.trimEnd().split("\r\n")
