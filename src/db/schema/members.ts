import { sql } from "drizzle-orm"
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core"
import type { KeptEntry } from "../../engine/kept"
import type { MemberFacts, Profile, Reason, RunStatus, Source } from "../../engine/types"

export const segments = sqliteTable(
  "segments",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    kind: text({ enum: ["everyone", "list", "rule"] }).notNull(),
    rule: text({ mode: "json" }).$type<unknown>(),
    /** Of a rule segment: the rule set's revision that its members were last found by; 0 while a job looks for them (MEM-6). */
    rev: integer().notNull().default(0),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("segments_rule").on(t.id).where(sql`kind = 'rule'`)],
)

/** The last count of large segments, and when it was made on the machine's own clock; see `countsBySegment`. */
export const segmentCounts = sqliteTable("segment_counts", {
  segmentId: text("segment_id").primaryKey(),
  n: integer().notNull(),
  at: integer().notNull(),
})

/**
 * Long work at segments, page by page (MEM-6, UI-4): a rule segment was made or changed and every member is looked at, or
 * deleted and its members leave it, or a list segment was made from another one. Deleted when done.
 */
export const segmentJobs = sqliteTable("segment_jobs", {
  id: text().primaryKey(),
  /** The segment that was made, changed or deleted. */
  segmentId: text("segment_id").notNull(),
  /** The segment whose members are taken over. */
  sourceId: text("source_id"),
  rev: integer().notNull(),
  /** Keyset position: `rowid` of the last member looked at. */
  position: integer().notNull().default(0),
  done: integer().notNull().default(0),
  total: integer().notNull(),
  /** When a page was last finished; the sweeper takes up what has been silent. */
  movedAt: integer("moved_at").notNull(),
  createdAt: integer("created_at").notNull(),
})

/**
 * Members. `home = table`: the row is the truth (the member sleeps here). `home = object`: its row is a projection.
 * Lists are newest first by `rowid` (insertion order).
 */
export const members = sqliteTable(
  "members",
  {
    id: text().primaryKey(),
    home: text({ enum: ["table", "object"] }).notNull(),
    /** A `Profile`; absent keys mean null, so that `json_patch` is the merge of MEM-2. */
    profile: text({ mode: "json" }).$type<Partial<Profile>>().notNull(),
    email: text().generatedAlwaysAs(sql`json_extract(profile, '$.email')`, { mode: "virtual" }),
    phone: text().generatedAlwaysAs(sql`json_extract(profile, '$.phone')`, { mode: "virtual" }),
    /** Sequence number of the record that `profile` is from. */
    profileSeq: integer("profile_seq").notNull().default(0),
    /** Sequence number of the last projected record. */
    seq: integer().notNull().default(0),
    /** Grows whenever the member or its memberships are written while it sleeps here: rules are decided by one state of it. */
    rev: integer().notNull().default(0),
    /** What rules see beside profile and memberships, as of `seq`; null: nothing (MEM-5). */
    facts: text({ mode: "json" }).$type<MemberFacts>(),
    /**
     * See `ActivityRecord.dueAt`: set to the present by whoever hands work over, moved on only by the projector. Of a
     * sleeping member: when its rule segments must be decided, at once or because time may change an answer.
     */
    dueAt: integer("due_at"),
    /** What its object calls the member within ids of runs and deliveries; null: there are none yet. */
    uid: text(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    index("members_due").on(t.dueAt).where(sql`due_at IS NOT NULL`),
    index("members_asleep_due").on(t.dueAt).where(sql`due_at IS NOT NULL AND home = 'table'`),
    // Nothing is written for members without one.
    index("members_by_email").on(t.email).where(sql`email IS NOT NULL`),
    index("members_by_phone").on(t.phone).where(sql`phone IS NOT NULL`),
  ],
)

export const memberships = sqliteTable(
  "memberships",
  {
    segmentId: text("segment_id").notNull(),
    memberId: text("member_id").notNull(),
    /** 1 while in the segment. */
    member: integer({ mode: "boolean" }).notNull(),
    /** `occurredAt` of the join or leave that decided. */
    at: integer().notNull(),
    /** Number of the record that it was written by; 0: the member's object had not heard of it. */
    seq: integer().notNull().default(0),
    source: text().$type<Source>().notNull(),
    /** Written while the member slept in the table: its object takes it over. Others the object hears of by itself. */
    asleep: integer({ mode: "boolean" }).notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.segmentId, t.memberId] }),
    // What objects take over. All others of a member are found segment by segment.
    index("memberships_asleep").on(t.memberId).where(sql`asleep = 1`),
  ],
)

/** Read model of runs; lists are newest first by `rowid`. */
export const runs = sqliteTable(
  "runs",
  {
    id: text().primaryKey(),
    campaignId: text("campaign_id").notNull(),
    memberId: text("member_id").notNull(),
    seq: integer().notNull(),
    version: integer().notNull(),
    status: text().$type<RunStatus>().notNull(),
    stepId: text("step_id").notNull(),
    visit: integer().notNull(),
    /** Null in rows of earlier releases. */
    startedAt: integer("started_at"),
    enteredAt: integer("entered_at").notNull(),
    wakeAt: integer("wake_at"),
    endedAt: integer("ended_at"),
    reason: text().$type<Reason>(),
  },
  // Those of a campaign and of a member are found by the key: see `ofCampaign`, and the view `member_runs`.
  (t) => [index("runs_open").on(t.campaignId, t.status, t.memberId).where(sql`status IN ('active', 'failed')`)],
)

/** The member's timeline: one row a record; also what makes projecting a record twice change nothing. */
export const activity = sqliteTable(
  "activity",
  {
    memberId: text("member_id").notNull(),
    /** Of its record, or of the last one of those that were told together. */
    seq: integer().notNull(),
    /** The first one of these; null: it is one record. */
    firstSeq: integer("first_seq"),
    at: integer().notNull(),
    entries: text({ mode: "json" }).$type<KeptEntry[]>().notNull(),
    /** The last rebuild that had begun when it came. */
    generation: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.memberId, t.seq] })],
)
