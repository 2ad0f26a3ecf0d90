import * as z from "zod"

/**
 * A union whose members are told apart by the key they have. Unlike a plain union it names the field that is wrong inside
 * the member that was meant (API-1).
 */
export function keyedUnion<T extends Record<string, z.ZodType>>(members: T): z.ZodType<z.infer<T[keyof T]>> {
  const keys = Object.keys(members)
  return z.unknown().transform((value, context) => {
    const key = typeof value === "object" && value !== null ? keys.find((one) => Object.hasOwn(value, one)) : undefined
    const schema = key === undefined ? undefined : members[key]
    if (!schema) {
      context.issues.push({ code: "custom", input: value, message: `Needs one of: ${keys.join(", ")}.` })
      return z.NEVER
    }
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data as z.infer<T[keyof T]>
    for (const issue of parsed.error.issues) {
      context.issues.push({ code: "custom", input: value, path: issue.path, message: issue.message })
    }
    return z.NEVER
  })
}
