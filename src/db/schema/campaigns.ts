import { sql } from "drizzle-orm"
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core"
import type { CampaignControl, CampaignStatus, DataField, Reentry } from "../../engine/types"

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
  /** Absent in rows of earlier releases: none. */
  dataFields?: DataField[]
  /** Whether opens and clicks are tracked, as far as the company allows (MSG-6). Absent: they are. */
  tracking?: boolean
  /** Whether links in SMS become short ones that count clicks, as far as the company allows. Absent: they do not. */
  smsTracking?: boolean
}

export const campaigns = sqliteTable(
  "campaigns",
  {
    id: text().primaryKey(),
    /** A `workflow` is a flow in the library (WF-1): it has all that a flow has but segments and dates. */
    kind: text({ enum: ["flow", "campaign", "workflow"] }).notNull(),
    /** Of a workflow: started by other flows, or by an event. */
    workflowKind: text("workflow_kind", { enum: ["standalone", "internal"] }),
    /** The event that starts an internal workflow. */
    triggerEvent: text("trigger_event"),
    /** The workflow version that a flow is attached to (WF-2); null: its flow is its own. */
    workflowId: text("workflow_id"),
    workflowVersion: integer("workflow_version"),
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
    /** Why the system has paused it (DEL-23); null: a person did, or it is not paused. */
    pauseReason: text("pause_reason").$type<"bounces" | "complaints">(),
    /** When the system last paused it: what was sent before counts no more. */
    brakedAt: integer("braked_at"),
    /** When the admin closed entry (CAM-4): nobody enters any more, those inside go through. */
    entryClosedAt: integer("entry_closed_at"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("campaigns_trigger").on(t.triggerEvent).where(sql`trigger_event IS NOT NULL`)],
)

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
  /** Where members of steps that the draft has lost shall go, as the editors said: removed step → step (FLOW-12). */
  moves: text({ mode: "json" }).$type<Record<string, string>>().notNull().default({}),
  updatedAt: integer("updated_at").notNull(),
})

/** Published versions: never changed once written (FLOW-13). */
export const flowVersions = sqliteTable(
  "flow_versions",
  {
    campaignId: text("campaign_id").notNull(),
    version: integer().notNull(),
    flow: text({ mode: "json" }).$type<unknown>().notNull(),
    /** Where members of removed steps go, over all versions up to this one: removed step → step of this version. */
    moves: text({ mode: "json" }).$type<Record<string, string>>().notNull().default({}),
    publishedAt: integer("published_at").notNull(),
    publishedBy: text("published_by").notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.version] })],
)

/** What a published flow refers to outside itself, by kind; kept with its current version. */
export const campaignUses = sqliteTable(
  "campaign_uses",
  {
    campaignId: text("campaign_id").notNull(),
    kind: text({ enum: ["campaign", "workflow", "occasion"] }).notNull(),
    ref: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.kind, t.ref] }), index("campaign_uses_ref").on(t.ref)],
)

/** Campaign data: one JSON object per member and campaign (CAM-18); a projection, decided by sequence number. */
export const campaignData = sqliteTable(
  "campaign_data",
  {
    campaignId: text("campaign_id").notNull(),
    memberId: text("member_id").notNull(),
    seq: integer().notNull(),
    data: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.memberId] }), index("campaign_data_member").on(t.memberId)],
)

/** Dated happenings (WF-3); `at` is the instant that the local `starts` means in its zone. */
export const occasions = sqliteTable("occasions", {
  id: text().primaryKey(),
  name: text().notNull(),
  at: integer().notNull(),
  timeZone: text("time_zone").notNull(),
  location: text(),
  /** Invitees. */
  segmentId: text("segment_id"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
})

/** Who came to an occasion: a projection of the members' own knowledge. */
export const attendance = sqliteTable(
  "attendance",
  {
    occasionId: text("occasion_id").notNull(),
    memberId: text("member_id").notNull(),
    status: text({ enum: ["attended", "absent"] }).notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.occasionId, t.memberId] }), index("attendance_member").on(t.memberId)],
)

/** Saved messages of a campaign. */
export const messages = sqliteTable(
  "messages",
  {
    id: text().primaryKey(),
    campaignId: text("campaign_id").notNull(),
    channel: text({ enum: ["email", "sms", "push"] }).notNull(),
    name: text().notNull(),
    content: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("messages_campaign").on(t.campaignId)],
)

/** Pictures that people have uploaded for messages (MSG-1); the bytes are in the bucket. */
export const images = sqliteTable("images", {
  id: text().primaryKey(),
  /** SHA-256 of the bytes and the kind, as in its address: `0f…9a.png`. */
  name: text().notNull().unique(),
  /** The file's name when it was uploaded. */
  title: text().notNull(),
  bytes: integer().notNull(),
  /** Pixels. */
  width: integer().notNull(),
  height: integer().notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: integer("created_at").notNull(),
})

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
    kind: text({ enum: ["enrol", "tell", "review"] }).notNull(),
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
