/** One published version as stored JSON (immutable), or null. */
export async function readFlowVersion(db: D1Database, campaignId: string, version: number): Promise<unknown> {
  const row = await db
    .prepare("SELECT flow FROM flow_versions WHERE campaign_id = ? AND version = ?")
    .bind(campaignId, version)
    .first<{ flow: string }>()
  return row === null ? null : JSON.parse(row.flow)
}
