import type { Flow } from "./flow"

/**
 * The steps that mention a field of campaign data: in a condition, a template (`data.NAME`), or as the target of a
 * value. Rather one too many than one too few: what it is asked for is whether the field may go.
 */
export function fieldsUsedBy(flow: Flow, field: string): string[] {
  return Object.entries(flow.steps)
    .filter(([, step]) => mentions(step, field))
    .map(([stepId]) => stepId)
}

function mentions(value: unknown, field: string): boolean {
  if (typeof value === "string") return inTemplate(value, field)
  if (Array.isArray(value)) return value.some((item) => mentions(item, field))
  if (typeof value !== "object" || value === null) return false
  const one = value as Record<string, unknown>
  if (one.fact === "campaignData" && one.name === field) return true
  if (one.campaignData === field || one.data === field) return true
  return Object.values(one).some((item) => mentions(item, field))
}

/** `data.NAME`, `data["NAME"]` or `data['NAME']` inside tags. */
function inTemplate(text: string, field: string): boolean {
  if (!text.includes("{")) return false
  if (text.includes(`data["${field}"]`) || text.includes(`data['${field}']`)) return true
  let at = text.indexOf(`data.${field}`)
  while (at !== -1) {
    const next = text.charAt(at + 5 + field.length)
    if (!/[\p{L}\p{N}_-]/u.test(next)) return true
    at = text.indexOf(`data.${field}`, at + 1)
  }
  return false
}
