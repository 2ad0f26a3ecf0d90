import type { CampaignControl, Occasion, PolicyHolder } from "../engine/types"
import type { CampaignSettings } from "./schema"

interface ControlRow {
  id: string
  rev: number
  kind: CampaignControl["kind"]
  name: string
  status: CampaignControl["status"]
  time_zone: string
  starts_at_ms: number | null
  ends_at_ms: number | null
  activated_at: number | null
  lateness_ms: number
  settings: string
  category_id: string | null
  group_id: string | null
  version: number | null
  paused_at: number | null
  entry_closed_at: number | null
  trigger_event: string | null
  segment_ids: string
  category: string | null
  group_: string | null
  moves: string | null
  uses: string
  occasions: string
}

const holder = "json_object('id', h.id, 'name', h.name, 'priority', h.priority, 'policy', json(h.policy))"

const columns = `c.id, c.rev, c.kind, c.name, c.status, c.time_zone, c.starts_at_ms, c.ends_at_ms, c.activated_at, c.lateness_ms, c.settings,
  c.category_id, c.group_id, c.version, c.paused_at, c.entry_closed_at, c.trigger_event,
  (SELECT json_group_array(s.segment_id) FROM campaign_segments s WHERE s.campaign_id = c.id) AS segment_ids,
  (SELECT ${holder} FROM categories h WHERE h.id = c.category_id) AS category,
  (SELECT ${holder} FROM groups h WHERE h.id = c.group_id) AS group_,
  (SELECT v.moves FROM flow_versions v WHERE v.campaign_id = c.id AND v.version = c.version) AS moves,
  (SELECT json_group_array(u.ref) FROM campaign_uses u WHERE u.campaign_id = c.id AND u.kind <> 'occasion') AS uses,
  (SELECT json_group_array(json_object('id', o.id, 'name', o.name, 'at', o.at, 'timeZone', o.time_zone, 'location', o.location))
     FROM campaign_uses u JOIN occasions o ON o.id = u.ref WHERE u.campaign_id = c.id AND u.kind = 'occasion') AS occasions`

/** The controls of campaigns by id, straight from the primary. */
export function controlsById(db: D1Database, ids: readonly string[]): D1PreparedStatement {
  return db
    .prepare(`SELECT ${columns} FROM campaigns c WHERE c.id IN (SELECT value FROM json_each(?))`)
    .bind(JSON.stringify(ids))
}

/** As `controlsById`, with the campaigns whose messages these reuse: whether one qualifies is asked at the last moment (FLOW-8). */
export function controlsForSending(db: D1Database, ids: readonly string[]): D1PreparedStatement {
  return db
    .prepare(
      `SELECT ${columns} FROM campaigns c WHERE c.id IN (
         SELECT value FROM json_each(?1)
         UNION SELECT u.ref FROM campaign_uses u WHERE u.kind = 'campaign' AND u.campaign_id IN (SELECT value FROM json_each(?1)))`,
    )
    .bind(JSON.stringify(ids))
}

/** The controls of the flows that run for any of these segments and are under way. */
export function controlsBySegment(db: D1Database, segmentIds: readonly string[]): D1PreparedStatement {
  return db
    .prepare(
      `SELECT ${columns} FROM campaigns c WHERE c.kind = 'flow' AND c.status = 'active' AND c.id IN (
         SELECT campaign_id FROM campaign_segments WHERE segment_id IN (SELECT value FROM json_each(?)))`,
    )
    .bind(JSON.stringify(segmentIds))
}

/** The controls of the active flows that run for rule segments, and of the active workflows that events start (WF-1). */
export function controlsAround(db: D1Database): D1PreparedStatement {
  return db.prepare(
    `SELECT ${columns} FROM campaigns c WHERE c.status = 'active' AND (c.trigger_event IS NOT NULL OR c.id IN (
       SELECT s.campaign_id FROM segments r JOIN campaign_segments s ON s.segment_id = r.id WHERE r.kind = 'rule'))`,
  )
}

/** Reads the rows of the statements above. */
export function readControls(result: D1Result<unknown>): CampaignControl[] {
  return (result.results as ControlRow[]).map((row) => {
    const settings = JSON.parse(row.settings) as CampaignSettings
    return {
      id: row.id,
      rev: row.rev,
      kind: row.kind,
      name: row.name,
      status: row.status,
      timeZone: row.time_zone,
      segmentIds: JSON.parse(row.segment_ids) as string[],
      startsAt: row.starts_at_ms,
      endsAt: row.ends_at_ms,
      atEnd: settings.atEnd,
      reentry: settings.reentry,
      onLeave: settings.onLeave,
      lateness: row.lateness_ms,
      goal: settings.goal,
      afterConversion: settings.afterConversion,
      dismissible: settings.dismissible,
      reset: settings.reset,
      unsubscribe: settings.unsubscribe,
      categoryId: row.category_id,
      groupId: row.group_id,
      version: row.version,
      pausedAt: row.paused_at,
      entryClosed: row.entry_closed_at !== null,
      joinedAfter: settings.enrol === "futureOnly" ? row.activated_at : null,
      trigger: row.trigger_event === null ? null : { event: row.trigger_event },
      policies: [...holderOf("category", row.category), ...holderOf("group", row.group_)],
      moves: JSON.parse(row.moves ?? "{}") as Record<string, string>,
      uses: {
        campaignIds: JSON.parse(row.uses) as string[],
        occasions: JSON.parse(row.occasions) as Occasion[],
      },
      dataFields: settings.dataFields ?? [],
    }
  })
}

function holderOf(kind: PolicyHolder["kind"], json: string | null): PolicyHolder[] {
  return json === null ? [] : [{ kind, ...(JSON.parse(json) as Omit<PolicyHolder, "kind">) }]
}
