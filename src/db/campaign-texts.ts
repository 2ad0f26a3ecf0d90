import type { ClientTexts } from "./company"

/** What messages of a campaign need of it that its control does not carry. */
export interface CampaignTexts {
  /** Its own client messages (CAM-14). */
  texts: ClientTexts
  /** Whether its opens and clicks are tracked, as far as the company allows (MSG-6). */
  tracking: boolean
  /** Whether links in its SMS become short ones that count clicks, as far as the company allows. */
  smsTracking: boolean
}

/** Null: there is no such campaign. */
export async function readCampaignTexts(db: D1Database, id: string): Promise<CampaignTexts | null> {
  const row = await db
    .prepare(
      `SELECT settings->'clientMessages' AS texts, settings->'tracking' AS tracking, settings->'smsTracking' AS sms
       FROM campaigns WHERE id = ?`,
    )
    .bind(id)
    .first<{ texts: string | null; tracking: string | null; sms: string | null }>()
  if (row === null) return null
  return {
    texts: JSON.parse(row.texts ?? "{}") as ClientTexts,
    tracking: row.tracking !== "false",
    smsTracking: row.sms === "true",
  }
}
