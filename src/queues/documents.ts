import { ContentError } from "../content/content-error"
import { type DocumentTemplates, renderDocument } from "../content/pdf/render"
import { realRandom } from "../core/random"
import { memberSeqs } from "../db/member-rows"
import type { SendOrder } from "../engine/types"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { deleteDocuments, documentLink, keepDocument } from "../platform/documents"
import { assetFonts } from "../platform/fonts"
import { retryAt } from "./backoff"
import { noMessage } from "./compose"
import type { Sender, Settled } from "./sender"
import { type Job, jobOf, renderingOf } from "./subject"

const notedMax = 20

/** Makes the documents of Export to PDF steps (FLOW-10): kept before the member is told, at the same place every time. */
export const documentSender: Sender = {
  tellsAtOnce: true,
  reads: () => [],
  takesLeave: () => false,
  async send({ env, controls }, orders) {
    const settled: Settled[] = []
    // One after the other: they are made by this thread anyway, and each takes some memory.
    for (const order of orders) {
      const job = await jobOf(env, order, controls.get(order.campaignId))
      settled.push(await make(order, job).catch((error: unknown) => failed(order, error)))
    }
    return settled
  },
}

async function make(order: SendOrder, job: Job | null): Promise<Settled> {
  const templates = job?.step.document as DocumentTemplates | undefined
  if (job === null || templates === undefined) return noMessage(order, "The step has no document.")
  const { env } = job
  const { subject, settings } = await renderingOf(job, templates)
  const { memberId, deliveryId } = order
  const made = await renderDocument(templates, subject, { settings, fonts: assetFonts(env) })
  await keepDocument(env, { memberId, deliveryId }, made)
  if (!(await isThere(env, memberId))) await deleteDocuments(env, memberId)
  const to = await documentLink(env, { memberId, deliveryId })
  return { order, result: { status: "sent", at: appClock.now(), providerId: null, to, ...noteOf(made.missing) } }
}

/** Characters that could not be shown, for people; at most `notedMax` of them. */
function noteOf(missing: readonly string[]): { detail?: string } {
  if (missing.length === 0) return {}
  const shown = missing.slice(0, notedMax).join(" ")
  return { detail: `No font has these characters: ${shown}${missing.length > notedMax ? " …" : ""}` }
}

/** Whoever was erased while the document was made keeps none (MEM-8). */
async function isThere(env: Env, memberId: string): Promise<boolean> {
  const { results } = await memberSeqs(env.DB, [memberId]).all()
  return results.length > 0
}

function failed(order: SendOrder, error: unknown): Settled {
  if (error instanceof ContentError) return noMessage(order, error.message)
  console.error("A document could not be made", error)
  const failure = { now: appClock.now(), afterMs: null, detail: "The document could not be made." }
  return { order, result: retryAt(order, failure, realRandom) }
}
