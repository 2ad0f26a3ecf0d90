/** Deliveries among which a campaign's latest emails are looked for. */
const lookedMax = 200_000

/** What a campaign's latest emails have met with. */
export interface Reception {
  sent: number
  hardBounces: number
  complaints: number
}

/**
 * What has become of the latest emails of a campaign that is active, `window` at most, among all that went out lately, and only
 * those since the system last paused it; null when it is not active.
 */
export async function receptionOf(db: D1Database, campaignId: string, window: number): Promise<Reception | null> {
  return await db
    .prepare(
      `SELECT count(d.status) AS sent, coalesce(sum(d.status = 'bounced' AND d.detail = 'hardBounce'), 0) AS hardBounces,
         coalesce(sum(d.status = 'complained'), 0) AS complaints
       FROM campaigns c LEFT JOIN (
         SELECT status, detail FROM deliveries WHERE +campaign_id = ?1 AND channel = 'email' AND sent_at IS NOT NULL
           AND sent_at > coalesce((SELECT braked_at FROM campaigns WHERE id = ?1), 0)
           AND rowid > (SELECT max(rowid) FROM deliveries) - ${lookedMax}
         ORDER BY rowid DESC LIMIT ?2) d ON true
       WHERE c.id = ?1 AND c.status = 'active' GROUP BY c.id`,
    )
    .bind(campaignId, window)
    .first<Reception>()
}

/** Pauses an active campaign and says why, in the audit log too (DEL-23, API-4). False when it was not active any more. */
export async function brake(
  db: D1Database,
  pause: { id: string; auditId: string; reason: "bounces" | "complaints"; reception: Reception; now: number },
): Promise<boolean> {
  const { id, auditId, reason, reception, now } = pause
  const after = JSON.stringify({ status: "paused", reason, ...reception })
  const results = await db.batch([
    db
      .prepare(
        `INSERT INTO audit (id, at, actor, action, subject, before, after)
         SELECT ?1, ?2, 'system', iif(kind = 'workflow', 'workflow.paused', 'campaign.paused'),
           iif(kind = 'workflow', 'workflow:', 'campaign:') || id, json_object('status', status), ?3
         FROM campaigns WHERE id = ?4 AND status = 'active'`,
      )
      .bind(auditId, now, after, id),
    db
      .prepare(
        `UPDATE campaigns SET status = 'paused', paused_at = ?2, paused_from = 'active', pause_reason = ?3, braked_at = ?2,
           rev = rev + 1, updated_at = ?2 WHERE id = ?1 AND status = 'active' RETURNING id`,
      )
      .bind(id, now, reason),
  ])
  return (results[1]?.results.length ?? 0) > 0
}
