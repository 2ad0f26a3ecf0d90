import { isoOf } from "../core/instant"
import { type MessageLinks, noLinks } from "./links"
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
  /** The occasions that the flow refers to (WF-3). */
  occasions?: readonly OccasionSubject[]
  /** Documents that the run has made, by step (FLOW-10). */
  documents?: Readonly<Record<string, { url: string; name: string }>>
  /** The last answer of a Web service step of the run, parsed; null when it was no JSON. */
  answer?: unknown
  /** The member's own links; absent: they lead nowhere. */
  links?: MessageLinks
}

export interface OccasionSubject {
  id: string
  name: string
  /** Epoch ms. */
  at: number
  timeZone: string
  location: string | null
}

const always = [
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
  ...Object.keys(noLinks),
]

const occasionParts = ["name", "at", "timeZone", "location"]

/** Every variable that templates may name, whatever the flow; `*` stands for any further part. */
export const knownVariables: readonly string[] = [
  ...always,
  "data.*",
  "occasion",
  "occasion.*",
  "documents",
  "documents.*",
  "answer",
  "answer.*",
]

/** What one flow offers its templates. */
export interface FlowVariables {
  /** Names of the campaign's data fields. */
  dataFields: readonly string[]
  /** Ids of the occasions that the flow refers to. */
  occasionIds: readonly string[]
  /** Ids of its steps that make documents. */
  documentSteps: readonly string[]
  /** Whether it has a Web service step. */
  callsService: boolean
}

/** The variables of the templates of one flow: those that have a value somewhere in it (MSG-2). */
export function variablesOfFlow(flow: FlowVariables): string[] {
  const { dataFields, occasionIds, documentSteps, callsService } = flow
  const only = occasionIds.length === 1 ? occasionParts.map((part) => `occasion.${part}`) : []
  return [
    ...always,
    ...dataFields.map((name) => `data.${name}`),
    ...only,
    ...occasionIds.flatMap((id) => occasionParts.map((part) => `occasion.${id}.${part}`)),
    ...documentSteps.flatMap((id) => [`documents.${id}.url`, `documents.${id}.name`]),
    ...(callsService ? ["answer", "answer.*"] : []),
  ]
}

/** The variables of a message: these and no others (SEC-15). */
export function scopeOf(subject: MessageSubject): Scope {
  const { member, campaign, data, occasions = [], documents, answer, links = noLinks } = subject
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
    occasion: occasionScope(occasions),
    documents: documents ?? {},
    answer: answer ?? {},
    ...links,
  }
}

/** Each by its id; the only one also by itself. */
function occasionScope(occasions: readonly OccasionSubject[]): Scope {
  const shown = occasions.map(({ id, name, at, timeZone, location }): [string, Scope] => [
    id,
    { name, at: isoOf(at), timeZone, location },
  ])
  const [only] = shown
  return { ...Object.fromEntries(shown), ...(shown.length === 1 ? only?.[1] : {}) }
}

/** Variables that a template names and nobody knows, found before publishing (MSG-2). @throws ContentError */
export function unknownVariables(template: string, known: readonly string[] = knownVariables): string[] {
  const exact = new Set(known)
  const open = known.filter((name) => name.endsWith(".*")).map((name) => name.slice(0, -1))
  return variablesOf(template).filter((name) => !exact.has(name) && !open.some((start) => name.startsWith(start)))
}
