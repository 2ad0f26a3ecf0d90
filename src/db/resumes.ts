import type { OverduePolicy } from "../engine/types"

/** A pause that is over (CAM-8). Instants in epoch ms. */
export interface Resume {
  pausedAt: number
  resumedAt: number
  overdue: OverduePolicy
}

/**
 * A campaign's last resume, as its audit row keeps it: that row is written in one transaction with the resume, so that
 * what the admin chose outlives the process. Null when there was none that says when its pause began (earlier releases).
 */
export async function lastResume(db: D1Database, campaignId: string): Promise<Resume | null> {
  const row = await db
    .prepare(
      `SELECT at, before->>'pausedAt' AS pausedAt, after->'overdue' AS overdue FROM audit
       WHERE subject IN ('campaign:' || ?1, 'workflow:' || ?1) AND action IN ('campaign.resumed', 'workflow.resumed')
       ORDER BY id DESC LIMIT 1`,
    )
    .bind(campaignId)
    .first<{ at: number; pausedAt: string | null; overdue: string }>()
  if (row === null || row.pausedAt === null) return null
  return {
    pausedAt: Date.parse(row.pausedAt),
    resumedAt: row.at,
    overdue: JSON.parse(row.overdue) as OverduePolicy,
  }
}
