import type { Draft } from "./draft"
import type { AttributeValue, Profile, ProfilePatch, Source } from "./types"

/** Merges a patch into the member of a reaction. What says nothing new changes nothing. */
export function applyPatch(draft: Draft, patch: ProfilePatch, source: Source): void {
  const { profile, fields } = mergeProfile(draft.state.profile, patch)
  if (fields.length === 0) return
  draft.state.profile = profile
  draft.entries.push({ type: "profileChanged", fields, source })
  draft.news.add("profile")
}

/** Merges a patch (MEM-2: absent keeps, null removes) and names what has really changed. */
export function mergeProfile(profile: Profile, patch: ProfilePatch): { profile: Profile; fields: string[] } {
  const fields: string[] = []
  const merged: Profile = { ...profile }
  for (const field of ["email", "phone", "locale", "timeZone"] as const) {
    const value = patch[field]
    if (value === undefined || value === profile[field]) continue
    merged[field] = value
    fields.push(field)
  }
  if (patch.push !== undefined && JSON.stringify(patch.push ?? []) !== JSON.stringify(profile.push)) {
    merged.push = patch.push ?? []
    fields.push("push")
  }
  const attributes = new Map<string, AttributeValue>(Object.entries(profile.attributes))
  for (const [name, value] of Object.entries(patch.attributes ?? {})) {
    if (isSame(attributes.get(name), value)) continue
    if (value === null) attributes.delete(name)
    else attributes.set(name, value)
    fields.push(`attributes.${name}`)
  }
  if (fields.length === 0) return { profile, fields }
  merged.attributes = Object.fromEntries(attributes)
  return { profile: merged, fields }
}

function isSame(before: AttributeValue | undefined, after: AttributeValue | null): boolean {
  if (Array.isArray(before) && Array.isArray(after)) return JSON.stringify(before) === JSON.stringify(after)
  return before === (after ?? undefined)
}
