import * as z from "zod"
import { base64UrlOf, bytesOfBase64 } from "../core/encoding"
import { invalid } from "../core/errors"

export const pageLimits = { default: 50, max: 200 } as const

/** What every list takes (contract.md "Conventions"). */
export const pageQueryShape = {
  limit: z.coerce.number().int().min(1).max(pageLimits.max).default(pageLimits.default),
  cursor: z.string().max(2_000).optional(),
}
export const pageQuerySchema = z.object(pageQueryShape)

export interface PageQuery {
  limit: number
  cursor?: string | undefined
}

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** The schema of a list's answer. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

type Position = readonly (string | number)[]

/** A position in a list as an opaque cursor. */
export function writeCursor(position: Position): string {
  return base64UrlOf(new TextEncoder().encode(JSON.stringify(position)))
}

/**
 * Reads a cursor back; null for the first page.
 * @param kinds what the list's positions are made of; anything else is a 422
 */
export function readCursor<T extends readonly ("string" | "number")[]>(
  cursor: string | undefined,
  ...kinds: T
): { [K in keyof T]: T[K] extends "string" ? string : number } | null {
  if (cursor === undefined || cursor === "") return null
  const position = parsed(cursor)
  if (!Array.isArray(position) || position.length !== kinds.length || position.some((p, i) => typeof p !== kinds[i])) {
    throw invalid("cursor", "badCursor", "This cursor does not belong to this list.")
  }
  return position as { [K in keyof T]: T[K] extends "string" ? string : number }
}

function parsed(cursor: string): unknown {
  const bytes = bytesOfBase64(cursor)
  if (bytes === null) return null
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
}

/**
 * Cuts a page from rows of which one more than the limit was asked for.
 * @param view `looked`: the last row that was looked at, when there are others behind it; see `lastLooked`
 */
export function pageFrom<R, T>(
  rows: readonly R[],
  limit: number,
  view: { item(row: R): T; position(row: R): Position; looked?: number | string | null },
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const more = rows.length > limit && last !== undefined
  const next = more ? view.position(last) : view.looked == null ? null : [view.looked]
  return { items: shown.map(view.item), nextCursor: next && writeCursor(next) }
}

/** A pattern for `LIKE … ESCAPE '\'` that finds the text anywhere, its own wildcards taken literally (SEC-30). */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (char) => `\\${char}`)}%`
}
