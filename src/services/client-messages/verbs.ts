import { eq } from "drizzle-orm"
import * as z from "zod"
import { type ClientTexts, clientMessageKeys, clientMessages } from "../../content/client-messages"
import { isStorable } from "../../core/profile"
import { clientMessagesKey } from "../../db/company"
import { settings } from "../../db/schema"
import { auditInsert } from "../audit"
import { campaignLimits } from "../campaigns/schema"
import type { Ctx } from "../context"

const textSchema = z
  .string()
  .trim()
  .min(1, "Leave it out to use the built-in text.")
  .max(campaignLimits.clientMessageChars)
  .refine(isStorable, "Must be well-formed text.")
const languageSchema = z.strictObject(Object.fromEntries(clientMessageKeys.map((key) => [key, textSchema.optional()])))

/** `PUT /settings/client-messages`: the company's own texts; what is left out is as it is built in. */
export const cataloguePutSchema = z
  .strictObject({ en: languageSchema.optional(), es: languageSchema.optional() })
  .meta({ id: "ClientMessagesPut" })

const textsSchema = z.record(z.string(), z.string())
export const catalogueSchema = z
  .object({ en: textsSchema, es: textsSchema, defaults: z.object({ en: textsSchema, es: textsSchema }) })
  .meta({ id: "ClientMessages" })

/** The company's own texts by language, and the built-in ones (CAM-14). */
export async function getCatalogue(ctx: Ctx): Promise<z.infer<typeof catalogueSchema>> {
  const [row] = await ctx.db.select().from(settings).where(eq(settings.key, clientMessagesKey))
  const own = (row?.value ?? {}) as ClientTexts
  const builtIn = (language: "en" | "es") =>
    Object.fromEntries(clientMessageKeys.map((key) => [key, clientMessages[key][language]]))
  return {
    en: { ...own.en },
    es: { ...own.es },
    defaults: { en: builtIn("en"), es: builtIn("es") },
  }
}

/** Replaces the company's own texts; members see them from now on. */
export async function putCatalogue(
  ctx: Ctx,
  input: z.infer<typeof cataloguePutSchema>,
): Promise<z.infer<typeof catalogueSchema>> {
  const { en, es } = await getCatalogue(ctx)
  const value = { en: { ...input.en }, es: { ...input.es } }
  await ctx.db.batch([
    ctx.db
      .insert(settings)
      .values({ key: clientMessagesKey, value })
      .onConflictDoUpdate({ target: settings.key, set: { value } }),
    auditInsert(ctx, {
      action: "clientMessages.updated",
      subject: "company:clientMessages",
      before: { en, es },
      after: value,
    }),
  ])
  return getCatalogue(ctx)
}
