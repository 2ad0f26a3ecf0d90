import { Hono } from "hono"
import * as z from "zod"
import type { FormErrors } from "../../../web/components/form"
import type { Option } from "../../../web/components/select"
import { textOf, type Values, valuesOf } from "../../../web/forms/values"
import { partsFor, RemoveSavedMessagePage, SavedMessagePage } from "../../../web/pages/saved-message"
import { savedPath } from "../../../web/pages/saved-messages"
import { textsOf } from "../../../web/ui"
import { AppError, notFound } from "../../core/errors"
import type { Channel } from "../../engine/types"
import { getCampaign } from "../../services/campaigns/get"
import {
  createMessage,
  getMessage,
  type MessageView,
  messageCreateSchema,
  messagePatchSchema,
  removeMessage,
  updateMessage,
} from "../../services/messages/verbs"
import { previewSaved } from "../../services/overview/message-previews"
import { getTemplate, listTemplates } from "../../services/templates/verbs"
import type { AppContext, AppEnv } from "../env"
import { attempt, readForm, refusalOf } from "./forms"
import { attemptChange, fingerprints, withShown } from "./meanwhile"
import { messageDocument } from "./message-document"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"
import { contentOf } from "./views"

const channelSchema = z.enum(["email", "sms", "push"])

/** Making, changing and deleting the messages that a campaign keeps (FLOW-8). */
export const savedMessagePages = new Hono<AppEnv>()
  .get("/campaigns/:id/saved-messages", (c) => leadTo(c, `/campaigns/${c.req.param("id")}/messages`))
  .get("/campaigns/:id/saved-messages/new/:channel", async (c) => newPage(c, c.req.param(), new Map(), {}))
  .post("/campaigns/:id/saved-messages/new/:channel", async (c) => {
    const ctx = c.get("ctx")
    const channel = channelOf(c.req.param("channel"))
    const campaignId = c.req.param("id")
    const { values } = await readForm(c)
    const designed = await designIn(c, channel, values)
    const typed = contentIn(values, partsFor(channel, false))
    const tried = await attempt(
      textsOf(localeOf(c)),
      messageCreateSchema,
      { channel, name: textOf(values, "name"), ...(designed ?? typed) },
      (input) => createMessage(ctx, { campaignId, ...input }),
    )
    if (tried.done) {
      const path = savedPath(campaignId, tried.value.id)
      return leadTo(c, designed === null ? path : `${path}/edit`, "created")
    }
    return newPage(c, c.req.param(), values, tried.errors, tried.status)
  })
  .get("/campaigns/:id/saved-messages/:messageId", async (c) => {
    const message = await messageOf(c)
    return editPage(c, message, storedIn(message), {})
  })
  .post("/campaigns/:id/saved-messages/:messageId", async (c) => {
    const ctx = c.get("ctx")
    const message = await messageOf(c)
    const { values } = await readForm(c)
    const { id, campaignId } = message
    const typed = patchIn(values, message)
    const now = patchIn(storedIn(message), message)
    const tried = await attemptChange(
      { t: textsOf(localeOf(c)), schema: messagePatchSchema, typed, now, shown: values },
      (patch) => updateMessage(ctx, { campaignId, id, patch }),
    )
    if (tried.done) return leadTo(c, savedPath(campaignId, id), "saved")
    return editPage(c, message, values, tried)
  })
  .get("/campaigns/:id/saved-messages/:messageId/body", async (c) => {
    const { id, messageId } = c.req.param()
    const memberId = c.req.query("as") || null
    const preview = await previewSaved(c.get("ctx"), { campaignId: id, messageId, memberId })
    if (preview?.rendered?.channel !== "email") throw notFound("message")
    return messageDocument(c, preview.rendered.html)
  })
  .get("/campaigns/:id/saved-messages/:messageId/remove", async (c) => {
    const message = await messageOf(c)
    return page(c, <RemoveSavedMessagePage campaignId={message.campaignId} message={message} />)
  })
  .post("/campaigns/:id/saved-messages/:messageId/remove", async (c) => {
    const message = await messageOf(c)
    try {
      await removeMessage(c.get("ctx"), { campaignId: message.campaignId, id: message.id })
      return leadTo(c, `/campaigns/${message.campaignId}/messages`, "removed")
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error
      const shown = { campaignId: message.campaignId, message, error: refusalOf(c, error) }
      return page(c, <RemoveSavedMessagePage {...shown} />, 409)
    }
  })

function channelOf(name: string): Channel {
  const channel = channelSchema.safeParse(name)
  if (!channel.success) throw notFound("channel")
  return channel.data
}

function messageOf(c: AppContext): Promise<MessageView> {
  const { id = "", messageId = "" } = c.req.param() as Record<string, string>
  return getMessage(c.get("ctx"), { campaignId: id, id: messageId })
}

function partsOf(message: MessageView): readonly string[] {
  return partsFor(message.channel, message.blocks !== undefined)
}

/** The channel's fields as stored. */
function fieldsOf(message: MessageView): Record<string, string | undefined> {
  const texts = Object.entries(message).filter(
    ([part, value]) => partsOf(message).includes(part) && value !== undefined,
  )
  return Object.fromEntries(texts.map(([part, value]) => [part, String(value)]))
}

/** A message as its form shows it. */
function storedIn(message: MessageView): Values {
  return valuesOf({ ...fieldsOf(message), name: message.name })
}

/** The form as the verb takes it. */
function patchIn(values: Values, message: MessageView) {
  return { name: textOf(values, "name"), ...contentIn(values, partsOf(message)) }
}

/** The channel's fields as typed; an emptied one is said as empty, so that a change takes it away. */
function contentIn(values: Values, parts: readonly string[]): Record<string, string> {
  return Object.fromEntries(parts.map((part) => [part, values.get(part)?.[0] ?? ""]))
}

/** Of the choices of `start`, what is no template: an empty sheet, and HTML that is typed in the form itself. */
const starting = { blank: "blank", written: "written" } as const

/** What a new email begins with when its HTML is not typed here: a template, or an empty sheet. Null: it is. */
async function designIn(c: AppContext, channel: Channel, values: Values): Promise<object | null> {
  const start = textOf(values, "start")
  const isTyped = ["html", "text"].some((part) => textOf(values, part) !== "")
  if (channel !== "email" || start === "" || start === starting.written || isTyped) return null
  const subject = textOf(values, "subject")
  if (start !== starting.blank) {
    const { content } = await getTemplate(c.get("ctx"), { id: start, language: localeOf(c) })
    return subject === "" ? content : { ...content, subject }
  }
  const { words } = textsOf(localeOf(c)).messageEditor
  const title = subject || textOf(values, "name") || words.heading
  return {
    subject: title,
    blocks: [{ type: "logo" }, { type: "heading", text: title }, { type: "text", html: `<p>${words.text}</p>` }],
  }
}

async function startsOf(c: AppContext, channel: Channel): Promise<Option[]> {
  if (channel !== "email") return []
  const s = textsOf(localeOf(c)).templates
  const { items } = await listTemplates(c.get("ctx"), { channel, language: localeOf(c) })
  return [
    { value: starting.blank, label: s.blank },
    ...items.map(({ id, name, builtIn }) => ({ value: id, label: name, group: builtIn ? s.builtIn : s.own })),
    { value: starting.written, label: s.written },
  ]
}

async function newPage(
  c: AppContext,
  params: { id: string; channel: string },
  values: Values,
  errors: FormErrors,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const campaign = await getCampaign(c.get("ctx"), { id: params.id })
  const channel = channelOf(params.channel)
  const starts = await startsOf(c, channel)
  return page(c, <SavedMessagePage {...{ campaign, channel, starts }} form={{ values, errors }} saved={null} />, status)
}

async function editPage(
  c: AppContext,
  message: MessageView,
  values: Values,
  { errors = {}, status, shown }: { errors?: FormErrors; status?: 409 | 422; shown?: Record<string, string> },
): Promise<Response> {
  const ctx = c.get("ctx")
  const { id, campaignId, channel, name } = message
  const as = c.req.query("as") ?? ""
  const campaign = await getCampaign(ctx, { id: campaignId })
  const { preview, unknown } = await previewAs(c, message, as)
  const content = preview?.rendered ? contentOf(preview.rendered) : null
  const saved = { id, name, content, problem: preview?.problem ?? null, as, isDesigned: message.blocks !== undefined }
  const asError = unknown ? textsOf(localeOf(c)).campaigns.messages.asUnknown : undefined
  const edit = <SavedMessagePage {...{ campaign, channel, saved, asError }} form={{ values, errors }} />
  return page(c, withShown(shown ?? fingerprints(patchIn(values, message)), edit), status)
}

/** As a member would get it; as the invented one does when there is no such member. */
async function previewAs(c: AppContext, { id, campaignId }: MessageView, as: string) {
  const ctx = c.get("ctx")
  const of = { campaignId, messageId: id }
  try {
    return { preview: await previewSaved(ctx, { ...of, memberId: as || null }), unknown: false }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "notFound") throw error
    return { preview: await previewSaved(ctx, of), unknown: true }
  }
}
