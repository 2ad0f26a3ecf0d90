import type { RenderedMessage } from "../content/messages"
import { createId } from "../core/ids"
import { realRandom } from "../core/random"
import { providerOf, readProvider } from "../db/providers"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { companySender, currentCompany } from "../platform/company"
import type { MessageChannel, OutboundMessage } from "../providers/provider"
import type { ProviderTest, TestOutcome } from "../services/providers/schema"
import { chosenRoute, handOver } from "./hand-over"
import { refusedEndpoint } from "./push"

const ownHeaders = { "Auto-Submitted": "auto-generated" }

/** Sends a test by the channel's chosen provider, and tells what it said (SEND-1). No member and no number is touched. */
export async function sendTest(env: Env, channel: MessageChannel, test: ProviderTest): Promise<TestOutcome> {
  return await sendNow(env, test.to, await contentOf(env, channel, test))
}

/** Hands a rendered message to its channel's provider, past the queue: to try out what it looks like (MSG-3). */
export async function sendRendered(env: Env, to: string, rendered: RenderedMessage): Promise<TestOutcome> {
  if (rendered.channel !== "email") return await sendNow(env, to, rendered)
  const company = await currentCompany(env.DB)
  const from = rendered.from ?? companySender(company)
  return await sendNow(env, to, {
    ...rendered,
    from,
    replyTo: rendered.replyTo ?? company.replyTo,
    headers: ownHeaders,
  })
}

async function sendNow(env: Env, to: string, content: OutboundMessage["content"]): Promise<TestOutcome> {
  const { channel } = content
  const now = appClock.now()
  const stored = readProvider(await providerOf(env.DB, channel).all())
  const route = chosenRoute(channel, stored, now)
  const id = `test-${createId(now, realRandom)}`
  const message: OutboundMessage = {
    idempotencyKey: id,
    deliveryId: id,
    memberId: "",
    campaignId: "",
    stepId: "",
    ref: id,
    to,
    content,
    audience: "staff",
  }
  const aimed = channel === "push" ? toSubscription(message) : message
  const refusal = aimed.keys === undefined ? null : await refusedEndpoint(env, stored, aimed.to)
  if (refusal !== null) return { kind: route.kind, outcome: "refused", providerId: null, detail: refusal }
  const [outcome] = await handOver(env, route, [aimed])
  const said = outcome?.kind === "later" ? "retry" : (outcome?.kind ?? "unknown")
  const answer: TestOutcome = { kind: route.kind, outcome: said, providerId: null, detail: null }
  if (outcome === undefined) return { ...answer, detail: "The provider gave no answer." }
  return outcome.kind === "accepted"
    ? { ...answer, providerId: outcome.providerId }
    : { ...answer, detail: outcome.detail }
}

/** A web push subscription comes as a browser writes it, in JSON; any other target as it is. */
function toSubscription(message: OutboundMessage): OutboundMessage {
  try {
    const { endpoint, keys } = JSON.parse(message.to) as { endpoint?: unknown; keys?: Record<string, unknown> }
    if (typeof endpoint !== "string" || !URL.canParse(endpoint)) return message
    return { ...message, to: endpoint, keys: { p256dh: String(keys?.p256dh), auth: String(keys?.auth) } }
  } catch {
    return message // a token
  }
}

async function contentOf(env: Env, channel: MessageChannel, test: ProviderTest): Promise<OutboundMessage["content"]> {
  const { subject, text } = test
  switch (channel) {
    case "email": {
      const company = await currentCompany(env.DB)
      const html = `<p>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`
      return {
        channel,
        subject,
        html,
        text,
        from: companySender(company),
        replyTo: company.replyTo,
        headers: ownHeaders,
      }
    }
    case "sms":
      return { channel, text }
    case "push":
      return { channel, title: subject, body: text, link: null, image: null }
  }
}
