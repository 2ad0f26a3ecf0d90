import type { Scope } from "./template"
import { variablesOf } from "./template"

/** What a message is rendered from. */
export interface MessageSubject {
  member: {
    id: string
    email: string | null
    phone: string | null
    locale: string | null
    timeZone: string | null
    attributes: Readonly<Record<string, unknown>>
  }
  campaign: { id: string; name: string }
  /** Campaign data of the member (CAM-18). */
  data?: Readonly<Record<string, unknown>>
  /** The member's own link to leave; empty where there is none. */
  unsubscribeUrl?: string
}

/** Every variable that templates may name; `*` stands for any further part. */
export const knownVariables: readonly string[] = [
  "member.id",
  "member.email",
  "member.phone",
  "member.locale",
  "member.timeZone",
  "member.attributes",
  "member.attributes.*",
  "campaign.id",
  "campaign.name",
  "data",
  "data.*",
  "unsubscribeUrl",
]

/** The variables of a message: these and no others (SEC-15). */
export function scopeOf({ member, campaign, data, unsubscribeUrl }: MessageSubject): Scope {
  return {
    member: {
      id: member.id,
      email: member.email,
      phone: member.phone,
      locale: member.locale,
      timeZone: member.timeZone,
      attributes: member.attributes,
    },
    campaign: { id: campaign.id, name: campaign.name },
    data: data ?? {},
    unsubscribeUrl: unsubscribeUrl ?? "",
  }
}

/** Variables that a template names and nobody knows, found before publishing (MSG-2). @throws ContentError */
export function unknownVariables(template: string, known: readonly string[] = knownVariables): string[] {
  const exact = new Set(known)
  const open = known.filter((name) => name.endsWith(".*")).map((name) => name.slice(0, -1))
  return variablesOf(template).filter((name) => !exact.has(name) && !open.some((start) => name.startsWith(start)))
}
