import { type Finish, finishEmail, listHeaders } from "../content/finish-email"
import { footerFor } from "../content/footer-texts"
import { linksOf, type MessageLinks, noLinks } from "../content/links"
import type { RenderedMessage } from "../content/messages"
import { type Destination, signDestination, signMemberLink } from "../core/member-link"
import type { SendOrder } from "../engine/types"
import type { Env } from "../env"
import { campaignTexts } from "../platform/campaign-texts"
import { companyFacts } from "../platform/company"
import { publicOrigin } from "../platform/origin"
import { secretsOf } from "../platform/secrets"
import type { OutboundMessage } from "../providers/provider"
import type { Job } from "./subject"

/** The links of one order's message, and what they are made of. */
export interface OrderLinks {
  origin: string
  token: string
  links: MessageLinks
}

/** One signature for all links of a message. While nobody knows this system's address, they lead nowhere. */
export async function orderLinks(env: Env, { deliveryId, memberId }: SendOrder): Promise<OrderLinks> {
  const origin = await publicOrigin(env)
  if (origin === "") return { origin, token: "", links: noLinks }
  const token = await signMemberLink(secretsOf(env), { kind: "delivery", deliveryId, memberId })
  return { origin, token, links: linksOf(origin, token) }
}

/** Whether templates name any of the links: other messages than emails are spared the signature. */
export function namesLinks(templates: unknown): boolean {
  const text = JSON.stringify(templates)
  return Object.keys(noLinks).some((name) => text.includes(name))
}

/** A rendered message as it goes out: emails get what the law and mail programs ask for (MSG-4), and tracked links (MSG-6). */
export async function finished(
  job: Job,
  rendered: RenderedMessage,
  made: OrderLinks,
): Promise<OutboundMessage["content"]> {
  if (rendered.channel !== "email") return rendered
  const { env, order, step } = job
  const finish = await finishOf(job, made)
  const { company } = await companyFacts(env.DB)
  const headers = listHeaders({
    campaignId: order.campaignId,
    unsubscribeUrl: made.links.unsubscribeUrl,
    transactional: step.transactional === true,
    mailbox: company.unsubscribeEmail,
  })
  return { ...(await finishEmail(rendered, finish)), headers }
}

async function finishOf({ env, order, control, step }: Job, { origin, token, links }: OrderLinks): Promise<Finish> {
  const [{ company, texts }, campaign] = await Promise.all([companyFacts(env.DB), campaignTexts(env.DB, control)])
  const tracked = origin !== "" && campaign.tracking && company.tracking !== false
  return {
    origin,
    links,
    footer: footerFor({
      locale: order.profile.locale,
      company,
      campaignName: control.name,
      overrides: [campaign.texts, texts],
      transactional: step.transactional === true,
    }),
    tracker: tracked ? { origin, token, sign: (destination) => signOnce(secretsOf(env), destination) } : null,
  }
}

/** Signed destinations kept in the isolate: most links of a message are the same for every member. */
const signedMax = 2_000
const signed = new Map<string, string>()

async function signOnce(ring: string, destination: Destination): Promise<string> {
  const key = `${destination.index} ${destination.of} ${destination.url} ${ring}`
  const known = signed.get(key)
  if (known !== undefined) return known
  const token = await signDestination(ring, destination)
  if (signed.size >= signedMax) signed.clear()
  signed.set(key, token)
  return token
}
