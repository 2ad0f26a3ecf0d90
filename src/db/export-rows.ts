import type { AttributeValue, Profile, Reason, RunStatus } from "../engine/types"
import { campaignRange } from "./campaign-range"

/** Which rows of a campaign are wanted. Instants in epoch ms. */
export interface ExportFilter {
  status?: RunStatus | undefined
  stepId?: string | undefined
  /** Started at or after it. */
  from?: number | undefined
  /** Started before it. */
  before?: number | undefined
  /** Only members who are in this segment now. */
  segmentId?: string | undefined
}

/** What is read beside the run itself; what nobody asks for costs nothing. */
export interface ExportWants {
  profile: boolean
  data: boolean
  /** When the member joined the campaign's segments. */
  joined: boolean
  /** Conversions and dismisses. */
  results: boolean
  /** Messages sent, opened … */
  figures: boolean
}

export const figures = ["sent", "delivered", "opened", "clicked", "bounced"] as const
export type Figure = (typeof figures)[number]

/** One row as stored: a run, or (of a campaign without a flow) a member who has campaign data. */
export interface ExportRow {
  /** Where the next page goes on. */
  position: string
  memberId: string
  run: {
    id: string
    version: number
    status: RunStatus
    stepId: string
    visit: number
    startedAt: number
    /** When it came to the step that it is on. */
    enteredAt: number
    wakeAt: number | null
    endedAt: number | null
    reason: Reason | null
  } | null
  profile: Partial<Profile>
  data: Record<string, AttributeValue>
  joinedAt: number | null
  convertedAt: number | null
  dismissedAt: number | null
  figures: Partial<Record<Figure, number>>
}

export interface ExportSource {
  campaignId: string
  /** `runs`: one row a run; `data`: one row a member who has campaign data. */
  of: "runs" | "data"
  filter: ExportFilter
}

/**
 * The next rows after a position, in an order that does not change while members move on: nobody is passed over or
 * comes twice (ANA-4).
 */
export async function readExportPage(
  db: D1Database,
  source: ExportSource,
  wants: ExportWants,
  page: { after: string | null; limit: number },
): Promise<ExportRow[]> {
  const { sql, values } = whereOf(source, page.after)
  const campaignId = source.campaignId
  const columns = [
    wants.profile ? "m.profile" : "NULL AS profile",
    wants.data ? "d.data" : "NULL AS data",
    wants.joined ? `(${joinedSql}) AS joinedAt` : "NULL AS joinedAt",
    ...["convertedAt", "dismissedAt"].map((key) =>
      wants.results ? `json_extract(m.facts, '$.results."' || ?1 || '".${key}') AS ${key}` : `NULL AS ${key}`,
    ),
  ].join(", ")
  const from =
    source.of === "runs"
      ? `SELECT r.id AS position, r.member_id AS memberId, r.version, r.status, r.step_id AS stepId, r.visit,
           ${startedSql} AS startedAt, r.entered_at AS enteredAt, r.wake_at AS wakeAt, r.ended_at AS endedAt, r.reason, ${columns}
         FROM runs r LEFT JOIN members m ON m.id = r.member_id
         ${wants.data ? "LEFT JOIN campaign_data d ON d.campaign_id = ?1 AND d.member_id = r.member_id" : ""}
         WHERE ${sql} ORDER BY r.id LIMIT ?2`
      : `SELECT d.member_id AS position, d.member_id AS memberId, ${columns}
         FROM campaign_data d LEFT JOIN members m ON m.id = d.member_id WHERE ${sql} ORDER BY d.member_id LIMIT ?2`
  const { results } = await db
    .prepare(from)
    .bind(campaignId, page.limit, ...values)
    .all<StoredRow>()
  const counted = wants.figures && source.of === "runs" ? await readFigures(db, results) : null
  return results.map((row) => ({
    position: row.position,
    memberId: row.memberId,
    run: row.status === undefined ? null : { ...row, id: row.position },
    profile: row.profile === null ? {} : (JSON.parse(row.profile) as Partial<Profile>),
    data: row.data === null ? {} : (JSON.parse(row.data) as Record<string, AttributeValue>),
    joinedAt: row.joinedAt,
    convertedAt: row.convertedAt,
    dismissedAt: row.dismissedAt,
    figures: counted?.get(row.position) ?? {},
  }))
}

/** How many rows there are now. */
export async function countExportRows(db: D1Database, source: ExportSource): Promise<number> {
  const { sql, values } = whereOf(source, null)
  const table = source.of === "runs" ? "runs r" : "campaign_data d"
  // The numbers of the parameters are those of a page.
  const row = await db
    .prepare(`SELECT count(*) AS n FROM ${table} WHERE ${sql} AND ?1 IS NOT NULL AND ?2 IS NULL`)
    .bind(source.campaignId, null, ...values)
    .first<{ n: number }>()
  return row?.n ?? 0
}

type RunColumns = Omit<NonNullable<ExportRow["run"]>, "id">
interface StoredRow extends RunColumns {
  position: string
  memberId: string
  profile: string | null
  data: string | null
  joinedAt: number | null
  convertedAt: number | null
  dismissedAt: number | null
}

/** Of the segments of the campaign that the member is in, the one joined first. */
const joinedSql = `SELECT min(s.at) FROM memberships s JOIN campaign_segments c ON c.segment_id = s.segment_id
  WHERE c.campaign_id = ?1 AND s.member_id = m.id AND s.member = 1`

/** Rows of earlier releases do not know when their run started. */
const startedSql = "coalesce(r.started_at, r.entered_at)"

/** Conditions and their values, which begin at the third parameter. */
function whereOf({ campaignId, of, filter }: ExportSource, after: string | null): { sql: string; values: unknown[] } {
  const values: unknown[] = []
  const bind = (value: unknown) => `?${values.push(value) + 2}`
  const memberId = of === "runs" ? "r.member_id" : "d.member_id"
  const [first, end] = campaignRange(campaignId)
  const parts =
    of === "runs"
      ? [`r.id > ${bind(after ?? first)}`, `r.id < ${bind(end)}`]
      : [`d.campaign_id = ?1`, `d.member_id > ${bind(after ?? "")}`]
  if (filter.status !== undefined) parts.push(`r.status = ${bind(filter.status)}`)
  if (filter.stepId !== undefined) parts.push(`r.step_id = ${bind(filter.stepId)}`)
  if (filter.from !== undefined) parts.push(`${startedSql} >= ${bind(filter.from)}`)
  if (filter.before !== undefined) parts.push(`${startedSql} < ${bind(filter.before)}`)
  if (filter.segmentId !== undefined) {
    parts.push(
      `EXISTS (SELECT 1 FROM memberships f WHERE f.segment_id = ${bind(filter.segmentId)} AND f.member_id = ${memberId} AND f.member = 1)`,
    )
  }
  return { sql: parts.join(" AND "), values }
}

/** How many messages of the page's runs were sent, opened …: a delivery's id begins with its run's. */
async function readFigures(
  db: D1Database,
  rows: readonly { position: string }[],
): Promise<Map<string, Partial<Record<Figure, number>>>> {
  const [first, last] = [rows[0]?.position, rows.at(-1)?.position]
  if (first === undefined || last === undefined) return new Map()
  const counts = figures.map((name) => `count(${name}_at) AS ${name}`).join(", ")
  const found = await db
    .prepare(
      `SELECT run_id AS runId, ${counts} FROM deliveries
       WHERE id > ?1 || '.' AND id < ?2 || '/' AND channel IN ('email', 'sms', 'push') GROUP BY run_id`,
    )
    .bind(first, last)
    .all<{ runId: string } & Record<Figure, number>>()
  return new Map(found.results.map(({ runId, ...counted }) => [runId, counted]))
}
