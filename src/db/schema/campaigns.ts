import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core"
import type { CampaignControl, CampaignStatus, Reentry } from "../../engine/types"

/** Settings that only the engine and the UI read; see contract.md "Campaigns". */
export interface CampaignSettings {
  atEnd: "stop" | "finish"
  reentry: Reentry
  onLeave: "continue" | "exit"
  enrol: "existingAndFuture" | "futureOnly"
  /** ISO 8601 duration. */
  lateness: string
  goal: CampaignControl["goal"]
  afterConversion: "stop" | "continue"
  dismissible: boolean
  reset: CampaignControl["reset"]
  unsubscribe: CampaignControl["unsubscribe"]
  clientMessages: { en?: Record<string, string>; es?: Record<string, string> }
}

export const campaigns = sqliteTable("campaigns", {
  id: text().primaryKey(),
  kind: text({ enum: ["flow", "campaign"] }).notNull(),
  name: text().notNull(),
  status: text().$type<CampaignStatus>().notNull(),
  /** Grows by one with every change of this row. */
  rev: integer().notNull(),
  /** The `rev` that the campaign's object has acted upon; the sweeper looks after those that are behind. */
  actedRev: integer("acted_rev").notNull().default(0),
  timeZone: text("time_zone").notNull(),
  /** As entered: local date or date-time in `timeZone`. */
  startsAt: text("starts_at"),
  endsAt: text("ends_at"),
  /** The instants these resolve to; `endsAtMs` is the first instant at which nothing is sent any more (CAM-5). */
  startsAtMs: integer("starts_at_ms"),
  endsAtMs: integer("ends_at_ms"),
  /** `settings.lateness` in milliseconds. */
  latenessMs: integer("lateness_ms").notNull(),
  settings: text({ mode: "json" }).$type<CampaignSettings>().notNull(),
  categoryId: text("category_id"),
  groupId: text("group_id"),
  /** Published version; null before the first publish. */
  version: integer(),
  activatedAt: integer("activated_at"),
  pausedAt: integer("paused_at"),
  /** Status before the pause, to return to. */
  pausedFrom: text("paused_from").$type<CampaignStatus>(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
})

export const campaignSegments = sqliteTable(
  "campaign_segments",
  { campaignId: text("campaign_id").notNull(), segmentId: text("segment_id").notNull() },
  (t) => [primaryKey({ columns: [t.campaignId, t.segmentId] }), index("campaign_segments_segment").on(t.segmentId)],
)

/** The draft of a campaign's flow; `rev` is its ETag (FLOW-13, FLOW-16). */
export const flowDrafts = sqliteTable("flow_drafts", {
  campaignId: text("campaign_id").primaryKey(),
  rev: integer().notNull(),
  flow: text({ mode: "json" }).$type<unknown>().notNull(),
  updatedAt: integer("updated_at").notNull(),
})

/** Published versions: never changed once written (FLOW-13). */
export const flowVersions = sqliteTable(
  "flow_versions",
  {
    campaignId: text("campaign_id").notNull(),
    version: integer().notNull(),
    flow: text({ mode: "json" }).$type<unknown>().notNull(),
    publishedAt: integer("published_at").notNull(),
    publishedBy: text("published_by").notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.version] })],
)

/** Saved messages of a campaign. */
export const messages = sqliteTable(
  "messages",
  {
    id: text().primaryKey(),
    campaignId: text("campaign_id").notNull(),
    channel: text({ enum: ["email", "sms", "push"] }).notNull(),
    name: text().notNull(),
    content: text({ mode: "json" }).$type<Record<string, string>>().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("messages_campaign").on(t.campaignId)],
)

/** Categories and groups share their shape: a priority and a contact policy (POL-1). */
const policyHolder = {
  id: text().primaryKey(),
  name: text().notNull(),
  priority: integer().notNull(),
  policy: text({ mode: "json" }).$type<unknown>().notNull(),
  createdAt: integer("created_at").notNull(),
}
export const categories = sqliteTable("categories", policyHolder)
export const groups = sqliteTable("groups", policyHolder)

/** Long work of a campaign object: resumable, shown with progress (UI-4). Rows are deleted when done. */
export const campaignJobs = sqliteTable(
  "campaign_jobs",
  {
    id: text().primaryKey(),
    campaignId: text("campaign_id").notNull(),
    kind: text({ enum: ["enrol", "tell"] }).notNull(),
    args: text({ mode: "json" }).$type<unknown>().notNull(),
    /** Keyset position: the last member handled. */
    position: text(),
    done: integer().notNull().default(0),
    total: integer(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("campaign_jobs_campaign").on(t.campaignId)],
)

/** Sums per step and metric; occupancy of a step is entered − left. */
export const counters = sqliteTable(
  "counters",
  {
    campaignId: text("campaign_id").notNull(),
    /** "" for the campaign's own. */
    stepId: text("step_id").notNull(),
    metric: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.stepId, t.metric] })],
)
