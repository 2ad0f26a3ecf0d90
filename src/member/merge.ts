import { dueAt } from "../engine/due"
import type { MemberState } from "../engine/state"
import type { ActivityRecord } from "../engine/types"

/**
 * Whether the records tell of a message that its provider had although it was cancelled: nobody waits for that word any
 * more, and with nothing due in the read model no sweep would come for a lost one.
 */
export function isOvertaken(before: MemberState, after: MemberState, records: readonly ActivityRecord[]): boolean {
  if (dueAt(before) !== null || dueAt(after) !== null) return false
  return records.some(({ entries }) => entries.some(({ type }) => type === "deliverySent"))
}

/**
 * One record of all that one commit has brought: as good as its parts one after the other, and a row less for each of
 * them in the read model. It bears the number of the last part.
 */
export function mergeRecords(records: readonly ActivityRecord[]): ActivityRecord[] {
  const last = records.at(-1)
  if (last === undefined || records.length === 1) return [...records]
  const byId = <T extends { id: string }>(rows: readonly T[]): T[] => [
    ...new Map(rows.map((row) => [row.id, row])).values(),
  ]
  return [
    {
      ...last,
      entries: records.flatMap((record) => record.entries),
      profile: records.findLast((record) => record.profile !== null)?.profile ?? null,
      facts: records.findLast((record) => record.facts !== null)?.facts ?? null,
      // Each part has a campaign's data and a membership whole: under one number only the last of them is the present one.
      data: [...new Map(records.flatMap((record) => record.data).map((one) => [one.campaignId, one])).values()],
      memberships: [
        ...new Map(records.flatMap((record) => record.memberships).map((one) => [one.segmentId, one])).values(),
      ],
      runs: byId(records.flatMap((record) => record.runs)),
      deliveries: byId(records.flatMap((record) => record.deliveries)),
    },
  ]
}
