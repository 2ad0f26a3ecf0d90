import { type SQL, sql } from "drizzle-orm"

/** Ids of runs and deliveries begin with their campaign's: all of them lie between these two in the key. */
export function campaignRange(campaignId: string): [after: string, before: string] {
  return [`${campaignId}.`, `${campaignId}/`]
}

/** The condition by which the key of `runs` or `deliveries` leads through one campaign. */
export function ofCampaign(id: SQL, campaignId: string): SQL {
  const [after, before] = campaignRange(campaignId)
  return sql`${id} > ${after} AND ${id} < ${before}`
}
