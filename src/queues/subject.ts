import type { FilterSettings } from "../content/filters"
import type { MessageSubject } from "../content/variables"
import type { CampaignControl, SendOrder } from "../engine/types"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { loadFlow } from "../platform/definitions"
import { documentFile, documentLink } from "../platform/documents"
import { subjectOf } from "../services/messages/subject"

/** An order with its campaign and the step that it comes from. */
export interface Job {
  env: Env
  order: SendOrder
  control: CampaignControl
  /** The step's own fields, of whatever type. */
  step: Readonly<Record<string, unknown>>
}

/** An order's job, or null when its campaign or its step is not there (any more). */
export async function jobOf(env: Env, order: SendOrder, control: CampaignControl | undefined): Promise<Job | null> {
  if (control === undefined) return null
  const flow = await loadFlow(env, order.campaignId, order.version)
  const step = flow?.steps[order.stepId]
  return step === undefined ? null : { env, order, control, step: { ...step } }
}

/** What its templates are rendered with, and how. `templates` say whether documents must be looked up. */
export async function renderingOf(
  { env, order, control }: Job,
  templates: unknown,
): Promise<{ subject: MessageSubject; settings: FilterSettings }> {
  const named = JSON.stringify(templates).includes("documents")
  const documents = named ? await documentsOf(env, order) : {}
  return subjectOf(order, control, { documents, now: appClock.now() })
}

/** The run's documents by step, as templates name them. */
async function documentsOf(env: Env, order: SendOrder): Promise<Record<string, { url: string; name: string }>> {
  const found = await Promise.all(
    Object.entries(order.documents).map(async ([stepId, deliveryId]) => {
      const place = { memberId: order.memberId, deliveryId }
      const file = await documentFile(env, place)
      return file === null ? [] : [[stepId, { url: await documentLink(env, place), name: file.name }] as const]
    }),
  )
  return Object.fromEntries(found.flat())
}
