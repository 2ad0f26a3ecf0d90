import { desc, eq } from "drizzle-orm"
import type * as z from "zod"
import { startingTemplates } from "../../content/templates/registry"
import { contentOfTemplate } from "../../content/templates/starting-template"
import { AppError, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { isoOf } from "../../core/instant"
import { templates } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { checkedContent } from "../messages/content"
import type { TemplateView, templateCreateSchema, templateQuerySchema } from "./schema"

/** Templates that people may save. */
const templatesMax = 500
/** Ids of those that come with the system begin so. */
const startingPrefix = "start-"

type Language = "en" | "es"

/** Templates to start messages from: those that people have saved, the newest first, then those of the system (MSG-1). */
export async function listTemplates(
  ctx: Ctx,
  input: z.infer<typeof templateQuerySchema>,
): Promise<{ items: TemplateView[] }> {
  const { channel, language } = input
  const rows = await ctx.db
    .select()
    .from(templates)
    .where(channel === undefined ? undefined : eq(templates.channel, channel))
    .orderBy(desc(templates.id))
    .limit(templatesMax)
  const own = rows.map(view)
  return { items: channel === undefined || channel === "email" ? [...own, ...starting(language)] : own }
}

/** One template; those of the system in a language. */
export async function getTemplate(ctx: Ctx, input: { id: string; language: Language }): Promise<TemplateView> {
  const built = starting(input.language).find(({ id }) => id === input.id)
  if (built !== undefined) return built
  const [row] = await ctx.db.select().from(templates).where(eq(templates.id, input.id))
  if (row === undefined) throw notFound("template")
  return view(row)
}

/** Keeps a message's content as a template; 422 for content that could not be a message's. */
export async function saveTemplate(ctx: Ctx, input: z.infer<typeof templateCreateSchema>): Promise<TemplateView> {
  const { channel, name } = input
  if ((await ctx.db.$count(templates)) >= templatesMax) {
    throw new AppError("conflict", `There are ${templatesMax} templates: delete one first.`, {
      reason: "templatesFull",
      named: [templatesMax],
    })
  }
  const content = await checkedContent(ctx, channel, input.content)
  const now = ctx.clock.now()
  const row = { id: createId(now, ctx.random), channel, name, content, createdAt: now, updatedAt: now }
  await ctx.db.batch([
    ctx.db.insert(templates).values(row),
    auditInsert(ctx, { action: "template.created", subject: `template:${row.id}`, after: { channel, name } }),
  ])
  return view(row)
}

/** Deletes a template; messages that were begun with it stay as they are. */
export async function removeTemplate(ctx: Ctx, input: { id: string }): Promise<void> {
  if (input.id.startsWith(startingPrefix))
    throw new AppError("conflict", "This template comes with the system.", { reason: "templateFixed" })
  const { id, name } = await getTemplate(ctx, { id: input.id, language: "en" })
  await ctx.db.batch([
    ctx.db.delete(templates).where(eq(templates.id, id)),
    auditInsert(ctx, { action: "template.deleted", subject: `template:${id}`, before: { name } }),
  ])
}

/** Attributes that show a template's preview at its best. */
export function sampleOf(id: string): Readonly<Record<string, string>> {
  return startingTemplates.find((one) => startingPrefix + one.id === id)?.sample ?? {}
}

function starting(language: Language): TemplateView[] {
  return startingTemplates.map((one) => ({
    id: startingPrefix + one.id,
    channel: "email",
    name: one.draft(language).name,
    content: contentOfTemplate(one, language),
    builtIn: true,
    createdAt: null,
  }))
}

function view(row: typeof templates.$inferSelect): TemplateView {
  const { id, channel, name, content, createdAt } = row
  return { id, channel, name, content: content as TemplateView["content"], builtIn: false, createdAt: isoOf(createdAt) }
}
