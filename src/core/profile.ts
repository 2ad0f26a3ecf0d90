import { validatePhoneNumberLength } from "libphonenumber-js"
import * as z from "zod"
import { bytesOfBase64 } from "./encoding"

/** Bounds of what a member may carry (MEM-1). */
export const memberLimits = {
  idChars: 200,
  emailChars: 254,
  attributes: 200,
  attributeNameChars: 100,
  attributeTextChars: 10_000,
  attributeListItems: 200,
  pushTargets: 20,
  pushTokenChars: 4_096,
  /** Of the whole profile patch as JSON. */
  patchChars: 64_000,
} as const

/** Text that survives storage unchanged: well-formed Unicode without NUL. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000")
}

const storableText = (max: number) =>
  z.string().max(max).refine(isStorable, "Must be well-formed text without NUL characters.")

/** A member's own id: 1 to 200 characters of any text, matched exactly (MEM-1). */
export const memberIdSchema = z
  .string()
  .min(1, "Must have 1 to 200 characters.")
  .refine(
    (id) => id.length <= memberLimits.idChars || [...id].length <= memberLimits.idChars,
    "Must have 1 to 200 characters.",
  )
  .refine(isStorable, "Must be well-formed text without NUL characters.")
  .meta({ description: "The outside system's own id, 1 to 200 characters, matched exactly.", example: "m-1001" })

const emailPattern =
  /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?\.[\p{L}\p{N}-]*[\p{L}\p{N}]$/u
/** RFC 5321 and RFC 1035: providers refuse what is longer, some of them with all the rest of a batch. */
const localCharsMax = 64
const labelCharsMax = 63

export function isEmail(text: string): boolean {
  if (text.length > memberLimits.emailChars || !emailPattern.test(text) || text.includes("..")) return false
  const at = text.indexOf("@")
  return (
    at <= localCharsMax &&
    text
      .slice(at + 1)
      .split(".")
      .every((label) => label.length <= labelCharsMax)
  )
}

/** E.164: plus sign and digits, of a length that its country has. Numbers reserved for fiction pass. */
export function isPhone(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text) && validatePhoneNumberLength(text) === undefined
}

const knownZones = new Map<string, boolean>()
const knownZonesMax = 2_000

/** Whether the runtime knows this IANA zone name; fixed offsets such as `+03:00` are none. */
export function isTimeZone(text: string): boolean {
  const known = knownZones.get(text)
  if (known !== undefined) return known
  const answer =
    /^[A-Za-z]/.test(text) && text.length <= 64 && constructs(() => new Intl.DateTimeFormat("en", { timeZone: text }))
  if (knownZones.size >= knownZonesMax) knownZones.clear()
  knownZones.set(text, answer)
  return answer
}

const knownLocales = new Map<string, string | null>()

/** The canonical form of a BCP 47 tag (`es-uy` → `es-UY`), or null when it is none. */
export function canonicalLocale(text: string): string | null {
  const known = knownLocales.get(text)
  if (known !== undefined) return known
  let answer: string | null = null
  if (text.length > 0 && text.length <= 35 && constructs(() => Intl.getCanonicalLocales(text))) {
    answer = Intl.getCanonicalLocales(text)[0] ?? null
  }
  if (knownLocales.size >= knownZonesMax) knownLocales.clear()
  knownLocales.set(text, answer)
  return answer
}

/** Whether a constructor of `Intl` takes its argument: it says no by a RangeError. */
function constructs(make: () => unknown): boolean {
  try {
    make()
    return true
  } catch {
    return false
  }
}

/** White space around an address is never meant; NBSP comes from spreadsheets. */
const trimmed = z.string().transform((text) => text.trim())

export const emailSchema = trimmed
  .refine(isEmail, "Must be an email address.")
  .meta({ format: "email", example: "ana@example.com" })
export const phoneSchema = trimmed
  .refine(isPhone, "Must be a phone number in E.164, such as +59899123456.")
  .meta({ example: "+59899123456" })
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, "Must be an IANA time zone, such as America/Montevideo.")
  .meta({ example: "America/Montevideo" })
export const localeSchema = z
  .string()
  .refine((text) => canonicalLocale(text) !== null, "Must be a BCP 47 language tag, such as es-UY.")
  .transform((text) => canonicalLocale(text) ?? text)
  .meta({ example: "es-UY" })

const forbiddenNames = new Set(["__proto__", "constructor", "prototype"])

/** Whether an attribute or event property may have this name. */
export function isAttributeName(name: string): boolean {
  return (
    name.length > 0 &&
    name.length <= memberLimits.attributeNameChars &&
    !forbiddenNames.has(name) &&
    !/\p{Cc}/u.test(name) &&
    isStorable(name)
  )
}

const attributeValueSchema = z.union(
  [
    storableText(memberLimits.attributeTextChars),
    z.number(),
    z.boolean(),
    z.array(storableText(memberLimits.attributeTextChars)).max(memberLimits.attributeListItems),
    z.null(),
  ],
  { error: "Must be a string, a number, a boolean, a list of strings, or null." },
)

const attributesSchema = z
  .record(
    z
      .string()
      .refine(isAttributeName, `Attribute names have 1 to ${memberLimits.attributeNameChars} printable characters.`),
    attributeValueSchema,
  )
  .refine((all) => Object.keys(all).length <= memberLimits.attributes, `At most ${memberLimits.attributes} attributes.`)
  .meta({ example: { firstName: "Ana", plan: "gold", balance: 1200.5 } })

/** What is encrypted for other keys nobody could read (RFC 8291). */
function isP256Point(text: string): boolean {
  const bytes = bytesOfBase64(text)
  return bytes?.length === 65 && bytes[0] === 4
}

function isAuthSecret(text: string): boolean {
  return bytesOfBase64(text)?.length === 16
}

const pushToken = storableText(memberLimits.pushTokenChars).min(1)
const pushTargetSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("webpush"),
    endpoint: z.url({ protocol: /^https$/ }).max(memberLimits.pushTokenChars),
    keys: z.strictObject({
      p256dh: z.string().max(200).refine(isP256Point, "Must be a point of P-256 in base64url, as browsers give it."),
      auth: z.string().max(200).refine(isAuthSecret, "Must be 16 bytes in base64url, as browsers give them."),
    }),
  }),
  z.strictObject({ kind: z.literal("fcm"), token: pushToken }),
  z.strictObject({ kind: z.literal("apns"), token: pushToken }),
])

/** The fields of a profile as a merge: absent keeps, `null` removes (MEM-1, MEM-2). */
export const profilePatchShape = {
  email: emailSchema.nullable().optional(),
  phone: phoneSchema.nullable().optional(),
  locale: localeSchema.nullable().optional(),
  timeZone: timeZoneSchema.nullable().optional(),
  push: z.array(pushTargetSchema).max(memberLimits.pushTargets).nullable().optional(),
  attributes: attributesSchema.optional(),
}

/** What `PUT /members/{id}` takes. Unknown fields are refused. */
export const profilePatchSchema = z
  .strictObject(profilePatchShape)
  .refine((patch) => JSON.stringify(patch).length <= memberLimits.patchChars, "The profile is too large.")
