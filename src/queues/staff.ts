import { ContentError } from "../content/content-error"
import { renderMessage } from "../content/messages"
import { providerOf, readProvider } from "../db/providers"
import type { SendOrder, SettleResult } from "../engine/types"
import type { OutboundMessage } from "../providers/provider"
import { type Composed, contentOf, identityOf, noMessage } from "./compose"
import { chosenRoute, handOver, resultOf } from "./hand-over"
import type { Sender, Settled } from "./sender"
import { type Job, jobOf, renderingOf } from "./subject"

/** Sends notes to staff: an email to each address, by the email channel's provider. */
export const staffSender: Sender = {
  tellsAtOnce: true,
  reads: (env) => [providerOf(env.DB, "email")],
  takesLeave: () => false,
  async send({ env, controls, now }, orders, [provider]) {
    const notes = await Promise.all(
      orders.map(async (order) => composeNotes(order, await jobOf(env, order, controls.get(order.campaignId)))),
    )
    const messages = notes.flatMap((one) => ("messages" in one ? one.messages : []))
    const outcomes = await handOver(env, chosenRoute("email", readProvider(provider), now), messages)
    let at = 0
    return notes.map((one): Settled => {
      if ("result" in one) return one
      const results = one.messages.map((message) => resultOf(one.order, message, outcomes[at++], now))
      return { order: one.order, result: together(one.order, results) }
    })
  },
}

type Notes = { order: SendOrder; messages: OutboundMessage[] } | Extract<Composed, { result: SettleResult }>

async function composeNotes(order: SendOrder, job: Job | null): Promise<Notes> {
  const { to, subject = "", text = "" } = (job?.step ?? {}) as { to?: string[]; subject?: string; text?: string }
  if (job === null || to === undefined || to.length === 0) return noMessage(order, "The note goes to nobody.")
  try {
    const { subject: about, settings } = await renderingOf(job, { subject, text })
    const content = contentOf(order, renderMessage({ channel: "email", subject, text }, about, settings))
    const identity = await identityOf(job.env, order)
    const messages = to.map((address, index): OutboundMessage => {
      // The flow version is fixed with the delivery, and with it the order of its addresses.
      const idempotencyKey = index === 0 ? order.deliveryId : `${order.deliveryId}.${index + 1}`
      return { ...identity, idempotencyKey, to: address, content, audience: "staff" }
    })
    return { order, messages }
  } catch (error) {
    if (error instanceof ContentError) return noMessage(order, error.message)
    throw error
  }
}

/** One word for all addresses: whoever is to be tried again decides, then whoever was reached. */
function together(order: SendOrder, results: readonly SettleResult[]): SettleResult {
  const retry = results.find((one) => one.status === "retry")
  if (retry !== undefined) return retry
  const sent = results.filter((one) => one.status === "sent")
  const [first] = sent
  if (first !== undefined) return { ...first, to: sent.map((one) => one.to).join(", ") }
  return results[0] ?? noMessage(order, "The note goes to nobody.").result
}
