/**
 * What people configure, in an order in which it can be put back. Members and the read model are no part of it, nor who may
 * sign in; secrets are sealed by SECRET_KEY, which is no part of it either.
 */
export const backupTables = [
  "settings",
  "segments",
  "categories",
  "groups",
  "occasions",
  "campaigns",
  "campaign_segments",
  "campaign_uses",
  "flow_drafts",
  "flow_versions",
  "messages",
  "templates",
  "images",
  "export_schedules",
  "providers",
  "provider_configs",
  "credentials",
  "webhook_sources",
  "address_suppressions",
  "erasures",
] as const
export type BackupTable = (typeof backupTables)[number]

/** Rows read at once: a flow may have some 100 kB. */
const pageSize = 50

/** A page of rows as they are. @param after rows already read */
export async function backupPage(
  db: D1Database,
  table: BackupTable,
  after: number,
): Promise<Record<string, string | number | null>[]> {
  const { results } = await db
    .prepare(`SELECT * FROM "${table}" ORDER BY 1, 2 LIMIT ${pageSize} OFFSET ?`)
    .bind(after)
    .all<Record<string, string | number | null>>()
  return results
}
