import type { RuleSet } from "../engine/world"

/** Row of `settings`: grows with every change of a rule segment, in its transaction. */
const revKey = "rulesRev"

/** The rule set's present revision, in SQL. */
export const rulesRev = `coalesce(CAST((SELECT value FROM settings WHERE key = '${revKey}') AS INTEGER), 0)`

/**
 * What tells whether rule segments, flows that run for them or workflows that events start have changed: one row, cheap
 * enough to stand in every batch that looks at members. Compared as a whole; its first part is the rule set's revision.
 */
export function ambientStamp(db: D1Database): D1PreparedStatement {
  return db.prepare(
    `SELECT ${rulesRev} AS rev, (SELECT count(*) FROM segments WHERE kind = 'rule') AS rules,
       (SELECT count(*) || '.' || coalesce(sum(rev), 0) FROM campaigns WHERE trigger_event IS NOT NULL AND status = 'active') AS workflows,
       (SELECT count(*) || '.' || coalesce(sum(c.rev), 0) FROM segments r JOIN campaign_segments s ON s.segment_id = r.id
          JOIN campaigns c ON c.id = s.campaign_id WHERE r.kind = 'rule' AND c.status = 'active') AS flows`,
  )
}

export interface Stamp {
  /** The rule set's revision. */
  rev: number
  text: string
  /** There is nothing that surrounds members: no rule segment, and no workflow that events start. */
  empty: boolean
}

export function readStamp(result: D1Result<unknown>): Stamp {
  const [row] = result.results as { rev: number; rules: number; workflows: string; flows: string }[]
  const { rev = 0, rules = 0, workflows = "", flows = "" } = row ?? {}
  return stampOf(`${rev} ${rules} ${workflows} ${flows}`)
}

/** What a stamp's text says. */
export function stampOf(text: string): Stamp {
  const [rev, rules, workflows] = text.split(" ")
  return { rev: Number(rev), text, empty: rules === "0" && workflows?.startsWith("0.") === true }
}

/** All rule segments. */
export function ruleSegments(db: D1Database): D1PreparedStatement {
  return db.prepare(
    `SELECT (SELECT value->>'timeZone' FROM settings WHERE key = 'company') AS zone,
       (SELECT json_group_array(json_object('id', id, 'rule', json(rule))) FROM segments WHERE kind = 'rule') AS segments`,
  )
}

/** Reads the row of the statement above. */
export function readRules(result: D1Result<unknown>, rev: number): RuleSet {
  const [row] = result.results as { zone: string | null; segments: string }[]
  const segments = JSON.parse(row?.segments ?? "[]") as RuleSet["segments"]
  return row?.zone == null ? { rev, segments } : { rev, segments, zone: row.zone }
}

/** A rule segment has been made, changed or deleted: belongs into the same transaction. */
export function raiseRulesRev(db: D1Database): D1PreparedStatement {
  return db.prepare(
    `INSERT INTO settings (key, value) VALUES ('${revKey}', '1') ON CONFLICT (key) DO UPDATE SET value = value + 1`,
  )
}
