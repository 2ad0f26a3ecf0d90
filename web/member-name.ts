/**
 * The name among a member's attributes: first and last name, `name` or `fullName`, the first of these that there is,
 * however the key is written (`firstName`, `first_name`, `FIRST NAME`). Null: the attributes have none.
 */
export function memberName(attributes: Readonly<Record<string, unknown>>): string | null {
  const first = textOf(attributes, "firstname")
  const last = textOf(attributes, "lastname")
  const whole = [first, last].filter((part) => part !== null).join(" ")
  return whole || textOf(attributes, "name") || textOf(attributes, "fullname")
}

/** Lists and numbers are no names. */
function textOf(attributes: Readonly<Record<string, unknown>>, wanted: string): string | null {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value !== "string" || value.trim() === "") continue
    if (key.toLowerCase().replace(/[ _-]/g, "") === wanted) return value.trim()
  }
  return null
}
