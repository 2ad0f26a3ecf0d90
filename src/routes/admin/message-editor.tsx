import { Hono } from "hono"
import * as z from "zod"
import type { EditorProps } from "../../../web/islands/message-editor/types"
import { homeOf } from "../../../web/pages/campaign-head"
import { MessageEditorPage } from "../../../web/pages/message-editor"
import { savedPath } from "../../../web/pages/saved-messages"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { parseJsonBytes } from "../../core/json"
import { may } from "../../services/access"
import { getCampaign } from "../../services/campaigns/get"
import { getCompany } from "../../services/company/verbs"
import { previewDocument } from "../../services/messages/preview"
import { previewSchema } from "../../services/messages/schema"
import {
  type Edited,
  editedSchema,
  getStepMessage,
  type StepMessage,
  saveMessageContent,
  saveStepMessage,
} from "../../services/messages/step-message"
import { variableChoices } from "../../services/messages/variables"
import { getMessage, messageContentOf } from "../../services/messages/verbs"
import { readBody, readFormData } from "../body"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { placeOf } from "./flow-place"
import { loadFlowPage } from "./flow-view"
import { messageDocument } from "./message-document"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const stepPath = "/flow/steps/:stepId/message"
const savedMessagePath = "/campaigns/:id/saved-messages/:messageId/edit"
const inputSchema = z.object({ input: z.string().max(2_000_000), scheme: z.enum(["light", "dark"]) })

/** The message editor (MSG-1) of a step of a flow. */
export const stepMessagePages = new Hono<AppEnv>()
  .get(stepPath, async (c) => {
    const { id, library, home } = placeOf(c)
    const stepId = c.req.param("stepId")
    const { flow, campaign } = await loadFlowPage(c.get("ctx"), { id, library, home })
    const step = flow.draft.steps[stepId]
    if (step?.type === "email" || step?.type === "sms" || step?.type === "push") {
      if (!step.message && step.messageId) return leadTo(c, `${savedPath(id, step.messageId)}/edit`)
    }
    const message = await getStepMessage(c.get("ctx"), { id, library, stepId })
    return page(
      c,
      <MessageEditorPage
        name={message.name}
        crumb={{ href: `${homeOf(campaign)}/flow/edit#edit-${stepId}`, label: campaign.name }}
        plainUrl={`${home}/flow/steps/${stepId}`}
        props={await propsOf(c, message, { campaignId: id, stepId, backUrl: `${home}/flow/edit#edit-${stepId}` })}
      />,
    )
  })
  .put(stepPath, (c) =>
    answer(c, (edited) => {
      const { id, library } = placeOf(c)
      return saveStepMessage(c.get("ctx"), { id, library, stepId: c.req.param("stepId"), ...edited })
    }),
  )

/** The message editor of a saved message, and the document of every editor's preview. */
export const messageEditorPages = new Hono<AppEnv>()
  .get(savedMessagePath, async (c) => {
    const { id, messageId } = c.req.param()
    const [campaign, message] = await Promise.all([
      getCampaign(c.get("ctx"), { id }),
      getMessage(c.get("ctx"), { campaignId: id, id: messageId }),
    ])
    const { channel, name } = message
    const shown = { channel, name, content: messageContentOf(message), transactional: false, of: null }
    const backUrl = savedPath(id, messageId)
    return page(
      c,
      <MessageEditorPage
        name={name}
        crumb={{ href: `/campaigns/${id}/messages`, label: campaign.name }}
        plainUrl={backUrl}
        props={await propsOf(c, shown, { campaignId: id, stepId: null, backUrl })}
      />,
    )
  })
  .put(savedMessagePath, (c) =>
    answer(c, (edited) => {
      const { id, messageId } = c.req.param()
      return saveMessageContent(c.get("ctx"), { campaignId: id, id: messageId, ...edited })
    }),
  )
  .post("/messages/preview", async (c) => {
    const parsed = inputSchema.safeParse(Object.fromEntries(await readFormData(c.req)))
    if (!parsed.success) throw invalidInput(parsed.error)
    const input = previewSchema.safeParse(parseJsonBytes(new TextEncoder().encode(parsed.data.input)))
    if (!input.success) throw invalidInput(input.error)
    return messageDocument(c, (await previewDocument(c.get("ctx"), input.data, parsed.data.scheme)) ?? "")
  })

async function propsOf(
  c: AppContext,
  { channel, content, transactional }: StepMessage,
  place: { campaignId: string; stepId: string | null; backUrl: string },
): Promise<EditorProps> {
  const ctx = c.get("ctx")
  const locale = localeOf(c)
  const { campaignId, stepId, backUrl } = place
  const [variables, company] = await Promise.all([variableChoices(ctx, { campaignId, stepId }), getCompany(ctx)])
  return {
    channel,
    content,
    saveUrl: c.req.path,
    backUrl,
    campaignId,
    stepId,
    transactional,
    variables,
    brand: company.name ?? "",
    testTo: ctx.actor.kind === "user" ? ctx.actor.email : "",
    locale,
    canWrite: may(ctx.actor, "write"),
    texts: textsOf(locale).messageEditor,
  }
}

/** Saves, and says how it went in the way the editor's script reads. */
async function answer(c: AppContext, save: (edited: Edited) => Promise<object>): Promise<Response> {
  const edited = editedSchema.safeParse(parseJsonBytes(await readBody(c.req.raw)))
  if (!edited.success) return c.json({ errors: withinContent(invalidInput(edited.error)) }, 422)
  try {
    return c.json({ content: await save(edited.data) })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === "staleVersion") return c.json(error.details.extra ?? {}, 412)
    if (error.code === "invalid") return c.json({ errors: error.details.errors ?? [], detail: error.message }, 422)
    if (error.code === "conflict") return c.json({ detail: error.message }, 409)
    throw error
  }
}

/** Errors as paths of the content. */
function withinContent(error: AppError) {
  return (error.details.errors ?? []).map((one) => ({ ...one, path: one.path.replace(/^content\./, "") }))
}
