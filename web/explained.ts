import type { WaitTold } from "./wait-words"

/** An explanation as the API gives it (ANA-5): instants are ISO 8601. */
export interface Told {
  status: "active" | "failed" | "completed" | "exited" | "cancelled" | "notEntered"
  because: ToldClause[]
  run: { startedAt: string; entry: number; endedAt: string | null; reason: string | null } | null
  waitingFor?: ToldWaiting | undefined
  skipped: ToldLeft[]
  wouldChange: ToldHint[]
}

export interface ToldClause {
  rule: string
  holds: boolean
  actual?: unknown
  expected?: unknown
  segmentId?: string | undefined
  criterion?: string | undefined
}

export interface ToldWaiting {
  stepId: string
  kind: "timer" | "event" | "delivery" | "deferral" | "retry" | "pause" | "parked"
  until: string | null
  wait: WaitTold | null
  event: { name: string } | { message: string; did: string } | null
  parked: string | null
}

export interface ToldLeft {
  stepId: string
  status: string
  reason: string | null
  detail: string | null
  at: string
  deferral: ToldDeferral | null
}

export interface ToldDeferral {
  until: string
  rules: { holder: ToldHolder | null; rule: string; values: string[] }[]
  because: { campaignId: string; stepId: string; sentAt: string | null }[]
}

interface ToldHolder {
  kind: "category" | "group"
  id: string
  name: string
}

export interface ToldHint {
  kind: string
  until?: string | undefined
  segmentId?: string | undefined
  channel?: string | undefined
  name?: string | undefined
  stepId?: string | undefined
  did?: string | undefined
  holder?: ToldHolder | undefined
}
