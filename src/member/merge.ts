import type { ActivityRecord } from "../engine/types"

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
      data: records.flatMap((record) => record.data),
      memberships: records.flatMap((record) => record.memberships),
      runs: byId(records.flatMap((record) => record.runs)),
      deliveries: byId(records.flatMap((record) => record.deliveries)),
    },
  ]
}
