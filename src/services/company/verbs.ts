import { eq } from "drizzle-orm"
import * as z from "zod"
import { isImagePath } from "../../core/image-path"
import { isEmail, isStorable, timeZoneSchema } from "../../core/profile"
import { type Company, companyKey, companyOf } from "../../db/company"
import { settings } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"

const text = (max: number) => z.string().trim().min(1).max(max).refine(isStorable, "Must be well-formed text.")
const oneLine = (max: number) => text(max).refine((value) => !/[\r\n]/.test(value), "Must be one line.")
const email = z.string().trim().refine(isEmail, "Must be an email address.")

/** Only what links can begin with: no path, no query. */
const originSchema = z
  .url({ protocol: /^https?$/ })
  .max(200)
  .refine((url) => URL.canParse(url) && ["/", ""].includes(new URL(url).pathname + new URL(url).search), {
    message: "Must be an address without a path, for example https://mail.example.com.",
  })
  .transform((url) => new URL(url).origin)

/** Mail programs load pictures from anywhere, but only over https; an uploaded one is named by its path. */
const pictureSchema = z
  .string()
  .max(2_000)
  .refine((address) => isImagePath(address) || (/^https:\/\/./i.test(address) && URL.canParse(address)), {
    message: "Must be an address that begins with https://, or the path of an uploaded image.",
  })

/** `PATCH /settings/company`: null removes. */
export const companyPatchSchema = z
  .strictObject({
    name: oneLine(200).nullable().optional(),
    timeZone: timeZoneSchema.nullable().optional(),
    locale: z.enum(["en", "es"]).nullable().optional(),
    postalAddress: text(500).nullable().optional(),
    publicUrl: originSchema.nullable().optional(),
    logoUrl: pictureSchema.nullable().optional(),
    senderName: oneLine(100).nullable().optional(),
    senderEmail: email.nullable().optional(),
    replyTo: email.nullable().optional(),
    unsubscribeEmail: email.nullable().optional(),
    tracking: z.boolean().nullable().optional(),
  })
  .meta({ id: "CompanyPatch" })

export const companySchema = z
  .object({
    name: z.string().nullable(),
    timeZone: z.string().nullable(),
    locale: z.enum(["en", "es"]).nullable(),
    postalAddress: z.string().nullable(),
    publicUrl: z.string().nullable(),
    logoUrl: z.string().nullable(),
    senderName: z.string().nullable(),
    senderEmail: z.string().nullable(),
    replyTo: z.string().nullable(),
    unsubscribeEmail: z.string().nullable(),
    tracking: z.boolean().nullable(),
  })
  .meta({ id: "Company" })

export type { Company }

/** The company preferences, null where nothing is said. */
export async function getCompany(ctx: Ctx): Promise<Company> {
  const [row] = await ctx.db.select().from(settings).where(eq(settings.key, companyKey))
  return companyOf(row?.value)
}

/** Changes company preferences; messages composed from now on have them (senders look anew within a second). */
export async function updateCompany(ctx: Ctx, patch: z.infer<typeof companyPatchSchema>): Promise<Company> {
  const before = await getCompany(ctx)
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const value: Company = { ...before, ...given }
  await ctx.db.batch([
    ctx.db
      .insert(settings)
      .values({ key: companyKey, value })
      .onConflictDoUpdate({ target: settings.key, set: { value } }),
    auditInsert(ctx, { action: "company.updated", subject: "company:preferences", before, after: value }),
  ])
  return value
}
