import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { textOf, type Values, valuesOf } from "../../../web/forms/values"
import { savedPath } from "../../../web/pages/saved-messages"
import { RemoveTemplatePage, TemplatePage, TemplatesPage } from "../../../web/pages/templates"
import { textsOf } from "../../../web/ui"
import { AppError, notFound } from "../../core/errors"
import { createMessage, messageCreateSchema } from "../../services/messages/verbs"
import { formChoices } from "../../services/overview/form-choices"
import { lookOfTemplate } from "../../services/templates/look"
import { getTemplate, listTemplates, removeTemplate } from "../../services/templates/verbs"
import type { AppContext, AppEnv } from "../env"
import { attempt, readForm, refusalOf } from "./forms"
import { messageDocument } from "./message-document"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"
import { contentOf } from "./views"

/** The library of templates (MSG-1): to look at, to begin messages with, to delete. */
export const templatePages = new Hono<AppEnv>()
  .get("/templates", async (c) => {
    const { items } = await listTemplates(c.get("ctx"), { language: localeOf(c) })
    return page(c, <TemplatesPage templates={items} />)
  })
  .get("/templates/:id", async (c) => {
    const template = await templateOf(c)
    return templatePage(c, valuesOf({ name: template.name }), {})
  })
  .post("/templates/:id", async (c) => {
    const template = await templateOf(c)
    const { values } = await readForm(c)
    const campaignId = textOf(values, "campaignId")
    const { channel, content } = template
    const tried = await attempt(
      textsOf(localeOf(c)),
      messageCreateSchema,
      { channel, name: textOf(values, "name"), ...content },
      (input) => createMessage(c.get("ctx"), { campaignId, ...input }),
    )
    if (tried.done) return leadTo(c, `${savedPath(campaignId, tried.value.id)}/edit`, "created")
    return templatePage(c, values, tried.errors, tried.status)
  })
  .get("/templates/:id/body", async (c) => {
    const { rendered } = await lookOfTemplate(c.get("ctx"), await templateOf(c), localeOf(c))
    if (rendered?.channel !== "email") throw notFound("template")
    return messageDocument(c, rendered.html)
  })
  .get("/templates/:id/remove", async (c) => page(c, <RemoveTemplatePage template={await templateOf(c)} />))
  .post("/templates/:id/remove", async (c) => {
    const template = await templateOf(c)
    try {
      await removeTemplate(c.get("ctx"), { id: template.id })
      return leadTo(c, "/templates", "removed")
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error
      return page(c, <RemoveTemplatePage template={template} error={refusalOf(c, error)} />, 409)
    }
  })

function templateOf(c: AppContext) {
  return getTemplate(c.get("ctx"), { id: c.req.param("id") ?? "", language: localeOf(c) })
}

async function templatePage(c: AppContext, values: Values, errors: FormErrors, status: 200 | 409 | 422 = 200) {
  const ctx = c.get("ctx")
  const template = await templateOf(c)
  const [{ rendered }, choices] = await Promise.all([
    lookOfTemplate(ctx, template, localeOf(c)),
    formChoices(ctx, { campaignId: null }),
  ])
  const campaigns = choices.campaigns.filter(({ kind }) => kind !== "workflow")
  const content = rendered === null ? {} : contentOf(rendered)
  return page(c, <TemplatePage {...{ template, content, campaigns }} form={{ values, errors }} />, status)
}
