import * as z from "zod"

/** What a form and a check need to know of one credential. */
export interface CredentialField {
  name: string
  required: boolean
  /** Never given back once stored (SEC-32). */
  secret: boolean
  /** Several lines, such as a key in PEM. */
  long: boolean
  /** What it may be; empty: anything. */
  options: string[]
}

const textMax = 500
const longTextMax = 10_000

const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, "Must be one line.")

/** A setting that may be seen again: a domain, a region, a user name. */
export function plain(max = textMax) {
  return oneLine(max)
}

/** One of a few; the first serves when none is given. */
export function choice<const Options extends readonly [string, ...string[]]>(options: Options) {
  return z.enum(options).default(options[0] as Options[number])
}

/** A key or password on one line. */
export function secret(max = textMax) {
  return oneLine(max).meta({ secret: true })
}

/** A key of several lines. */
export function longSecret() {
  return z.string().trim().min(1).max(longTextMax).meta({ secret: true, long: true })
}

/** The fields of a provider's credentials, in their order: forms and checks are made from them. */
export function credentialFields(schema: z.ZodType): CredentialField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" })
  return Object.entries(properties).map(([name, property]) => {
    const { secret = false, long = false, ...rest } = property as { secret?: boolean; long?: boolean; enum?: string[] }
    return { name, required: required.includes(name), secret, long, options: rest.enum ?? [] }
  })
}
