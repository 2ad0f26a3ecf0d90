import { type Finish, finishEmail, listHeaders } from "../content/finish-email"
import { footerFor } from "../content/footer-texts"
import { linksOf, type MessageLinks, noLinks } from "../content/links"
import type { MessageTemplates, RenderedMessage } from "../content/messages"
import { linksToShorten, withShortLinks } from "../content/short-links"
import { type Tracker, withTrackedLink } from "../content/tracking"
import type { MessageSubject } from "../content/variables"
import { assertNever } from "../core/assert"
import { type Destination, signDestination, signMemberLink } from "../core/member-link"
import type { SendOrder } from "../engine/types"
import type { Env } from "../env"
import { campaignTexts } from "../platform/campaign-texts"
import { companyFacts } from "../platform/company"
import { publicOrigin } from "../platform/origin"
import { secretsOf } from "../platform/secrets"
import { keepShortLinks } from "../platform/short-links"
import type { OutboundMessage } from "../providers/provider"
import type { Job } from "./subject"

/** The links of one order's message, and what they are made of. */
export interface OrderLinks {
  origin: string
  token: string
  links: MessageLinks
}

const unlinked: OrderLinks = { origin: "", token: "", links: noLinks }

/**
 * One signature for all links of a message, where it may have any. While nobody knows this system's address, they lead
 * nowhere.
 */
export async function orderLinks(
  env: Env,
  { deliveryId, memberId }: SendOrder,
  templates: MessageTemplates,
): Promise<OrderLinks> {
  const origin = needsLinks(templates) ? await publicOrigin(env) : ""
  if (origin === "") return unlinked
  const token = await signMemberLink(secretsOf(env), { kind: "delivery", deliveryId, memberId })
  return { origin, token, links: linksOf(origin, token) }
}

/** Whether a message has or may have links with its token: other SMS and push notifications are spared the signature. */
function needsLinks(templates: MessageTemplates): boolean {
  if (templates.channel === "email") return true
  const text = JSON.stringify(templates)
  return (
    (templates.channel === "push" && /"link":"[^"]/.test(text)) ||
    Object.keys(noLinks).some((name) => text.includes(name))
  )
}

/** What a message was rendered from. */
export interface RenderedFrom {
  templates: MessageTemplates
  subject: MessageSubject
  made: OrderLinks
}

/**
 * A rendered message as it goes out: emails get what the law and mail programs ask for (MSG-4), and messages of every
 * channel tracked links (MSG-6).
 */
export async function finished(
  job: Job,
  rendered: RenderedMessage,
  from: RenderedFrom,
): Promise<OutboundMessage["content"]> {
  switch (rendered.channel) {
    case "email":
      return await finishedEmail(job, rendered, from.made)
    case "push":
      return await finishedPush(job, rendered, from.made)
    case "sms":
      return await finishedSms(job, rendered, from)
    default:
      return assertNever(rendered)
  }
}

async function finishedPush(
  job: Job,
  rendered: RenderedMessage & { channel: "push" },
  { origin, token }: OrderLinks,
): Promise<OutboundMessage["content"]> {
  if (rendered.link === null || origin === "" || !(await isTracked(job, "tracking"))) return rendered
  return await withTrackedLink(rendered, trackerOf(job.env, { origin, token }))
}

/** The author's links as short as they can be; who is tracked nowhere, or names no address, costs nothing. */
async function finishedSms(
  job: Job,
  rendered: RenderedMessage & { channel: "sms" },
  { templates, subject }: RenderedFrom,
): Promise<OutboundMessage["content"]> {
  const { env, order } = job
  if (!/https?:/i.test(rendered.text) || !(await isTracked(job, "smsTracking"))) return rendered
  const origin = await publicOrigin(env)
  const urls = origin === "" ? [] : linksToShorten(rendered.text, { origin, templates, subject })
  if (urls.length === 0) return rendered
  const { memberId, deliveryId } = order
  const code = await keepShortLinks(env, { memberId, deliveryId, urls })
  return { ...rendered, text: withShortLinks(rendered.text, urls, { origin, code }) }
}

/** Whether the campaign is tracked in that way and the company does not forbid it. */
async function isTracked({ env, control }: Job, by: "tracking" | "smsTracking"): Promise<boolean> {
  const [{ company }, campaign] = await Promise.all([companyFacts(env.DB), campaignTexts(env.DB, control)])
  return campaign[by] && company.tracking !== false
}

async function finishedEmail(
  job: Job,
  rendered: RenderedMessage & { channel: "email" },
  made: OrderLinks,
): Promise<OutboundMessage["content"]> {
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
    tracker: tracked ? trackerOf(env, { origin, token }) : null,
  }
}

function trackerOf(env: Env, { origin, token }: Pick<OrderLinks, "origin" | "token">): Tracker {
  return { origin, token, sign: (destination) => signOnce(secretsOf(env), destination) }
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
