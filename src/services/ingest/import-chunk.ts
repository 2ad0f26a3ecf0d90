import type { FieldError } from "../../core/errors"
import { endChunk, type ImportChunk, type Reject, readChunk } from "../../db/imports"
import { type InboxRow, storedRows } from "../../db/inbox"
import { membersAmong, noSuchMember } from "../campaign-data/known"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { type AcceptedItem, checkItem, type ItemKind, said, wakeOf } from "./items"
import { type ImportLine, readCsv, readDataCsv, readDataNdjson, readNdjson } from "./rows"
import { storeItems } from "./store"

/**
 * Works through one chunk of an import: good lines are kept, bad ones reported with their number and reason (MEM-3). A
 * chunk that was worked through before changes nothing.
 * @returns inbox rows to be handed out (members that live in their objects), and all members that the chunk was about
 */
export async function importChunk(
  ctx: Pick<Ctx, "db" | "clock" | "random">,
  input: { importId: string; n: number },
): Promise<{ rows: InboxRow[]; memberIds: string[] }> {
  const db = ctx.db.$client
  const chunk = await readChunk(db, input.importId, input.n)
  if (chunk === null) return { rows: [], memberIds: [] }
  const now = ctx.clock.now()
  const of = await kindOf(ctx, chunk)
  const good: (AcceptedItem & { line: number })[] = []
  const rejects: Reject[] = []
  const reject = (line: number, errors: FieldError[]) => rejects.push({ line, message: said(errors), errors })
  for (const line of linesOf(chunk)) {
    const checked = "problem" in line ? [line.problem] : checkItem(of, line.item, line.line, "import", now)
    if (Array.isArray(checked)) reject(line.line, checked)
    else good.push({ ...checked, line: line.line })
  }
  // Campaign data makes nobody.
  const known = of.kind === "data" ? await membersAmong(ctx, [...new Set(good.map((one) => one.memberId))]) : null
  const accepted = good.filter(({ memberId }) => known?.has(memberId) ?? true)
  for (const { memberId, line } of good) if (known?.has(memberId) === false) reject(line, [noSuchMember])
  const { statements, rows } = storeItems(ctx, wakeOf(of), accepted, now)
  const end = endChunk(db, { ...input, accepted: accepted.length, rejects, now })
  // Of members who sleep nothing is left to be done: looking for them once more would cost as much as all before.
  const awake = storedRows(rows, await db.batch([...statements, ...end]))
  return { rows: awake, memberIds: [...new Set(accepted.map((item) => item.memberId))] }
}

/** What the lines of a chunk mean to their members. */
async function kindOf(ctx: Pick<Ctx, "db">, { segmentId, campaignId }: ImportChunk): Promise<ItemKind> {
  if (campaignId !== null) {
    const { row } = await loadCampaign(ctx, campaignId, "any")
    return { kind: "data", campaignId, fields: row.settings.dataFields ?? [] }
  }
  return segmentId === null ? { kind: "profiles" } : { kind: "joins", segmentId }
}

function linesOf({ format, text, header, firstLine, campaignId }: ImportChunk): ImportLine[] {
  if (format === "csv") return (campaignId === null ? readCsv : readDataCsv)(text, header ?? [], firstLine)
  return (campaignId === null ? readNdjson : readDataNdjson)(text, firstLine)
}
