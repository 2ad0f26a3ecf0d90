import { sql } from "drizzle-orm"
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core"
import type { Channel } from "../../engine/types"

/** A column for each metric of the series. */
const counted = () => ({
  entered: integer().notNull().default(0),
  reached: integer().notNull().default(0),
  engaged: integer().notNull().default(0),
  converted: integer().notNull().default(0),
  dismissed: integer().notNull().default(0),
  unsubscribed: integer().notNull().default(0),
  sentEmail: integer("sent_email").notNull().default(0),
  sentSms: integer("sent_sms").notNull().default(0),
  sentPush: integer("sent_push").notNull().default(0),
  deliveredEmail: integer("delivered_email").notNull().default(0),
  deliveredSms: integer("delivered_sms").notNull().default(0),
  deliveredPush: integer("delivered_push").notNull().default(0),
  bouncedEmail: integer("bounced_email").notNull().default(0),
  bouncedSms: integer("bounced_sms").notNull().default(0),
  bouncedPush: integer("bounced_push").notNull().default(0),
  openedEmail: integer("opened_email").notNull().default(0),
  openedSms: integer("opened_sms").notNull().default(0),
  openedPush: integer("opened_push").notNull().default(0),
  clickedEmail: integer("clicked_email").notNull().default(0),
  clickedSms: integer("clicked_sms").notNull().default(0),
  clickedPush: integer("clicked_push").notNull().default(0),
})

/**
 * What happened in a campaign by quarter of an hour (ANA-2): fine enough for the days of every time zone. Written with the
 * counters, in the same transaction and under the same condition; a column for each metric, so that whatever comes in a
 * quarter costs one row. The view `series` has them as rows: `campaign_id, bucket, metric, n`.
 */
export const quarters = sqliteTable(
  "quarters",
  {
    campaignId: text("campaign_id").notNull(),
    /** Quarter hours since the epoch. */
    bucket: integer().notNull(),
    ...counted(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.bucket] })],
)

/**
 * Sums of quarters over days that are over, in the company's zone, made by whoever looks at them first: campaigns that have
 * any, and under the empty id all together, without the messages of regular campaigns, which flows send (FLOW-8). The row of
 * all says that the day is valid: triggers on `quarters` delete it whenever one of the day's quarters changes.
 */
export const days = sqliteTable(
  "days",
  {
    campaignId: text("campaign_id").notNull(),
    /** Quarter hours since the epoch; the second is the first of the next day. */
    fromBucket: integer("from_bucket").notNull(),
    toBucket: integer("to_bucket").notNull(),
    ...counted(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.fromBucket, t.toBucket] })],
)

/** Who reached a result of a campaign and when (ANA-3): a row for every time, so that a reset forgets nothing. */
export const results = sqliteTable(
  "results",
  {
    campaignId: text("campaign_id").notNull(),
    kind: text({ enum: ["converted", "dismissed"] }).notNull(),
    at: integer().notNull(),
    memberId: text("member_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.kind, t.at, t.memberId] })],
)

/** Rebuilds of the read model, one at a time. Its id is the generation of records that came after it began. */
export const rebuilds = sqliteTable("rebuilds", {
  id: integer().primaryKey(),
  /** Keyset position: `rowid` of the last member done. */
  position: integer().notNull().default(0),
  done: integer().notNull().default(0),
  total: integer().notNull(),
  /** Counts that were wrong; null while it runs. */
  corrected: integer(),
  /** The largest of them: `[kind, campaign, step or bucket, metric, by how much]`. Null while it runs, and of earlier releases. */
  corrections: text({ mode: "json" }).$type<unknown>(),
  movedAt: integer("moved_at").notNull(),
  createdAt: integer("created_at").notNull(),
  finishedAt: integer("finished_at"),
  /** 1 while it runs, then null. */
  open: integer().unique().default(1),
})

/** Counts put aside: as they were when a rebuild began, as it adds them up, and those of erased members for good (MEM-8). */
export const countLedger = sqliteTable(
  "count_ledger",
  {
    phase: text({ enum: ["base", "sum", "erased"] }).notNull(),
    kind: text({ enum: ["counter", "series"] }).notNull(),
    campaignId: text("campaign_id").notNull(),
    /** The step of a counter, the bucket of a series. */
    key: text().notNull(),
    metric: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.phase, t.kind, t.campaignId, t.key, t.metric] })],
)

/** Exports made or in the making (ANA-4); the file is in the bucket of documents under `key`. */
export const exports = sqliteTable(
  "exports",
  {
    id: text().primaryKey(),
    /** Null: not of one campaign. */
    campaignId: text("campaign_id"),
    scheduleId: text("schedule_id"),
    format: text({ enum: ["csv", "xlsx", "ndjson"] }).notNull(),
    /** Chosen fields and filters. */
    request: text({ mode: "json" }).$type<unknown>().notNull(),
    status: text({ enum: ["running", "done", "failed"] }).notNull(),
    /** Rows written so far, and about how many there will be. */
    rows: integer().notNull().default(0),
    total: integer(),
    bytes: integer(),
    key: text(),
    message: text(),
    /** Of what went wrong, for people who read `message` in other words. */
    code: text(),
    createdBy: text("created_by").notNull(),
    createdAt: integer("created_at").notNull(),
    finishedAt: integer("finished_at"),
    /** When it last moved on; the sweeper takes up what has been silent. */
    movedAt: integer("moved_at").notNull(),
    /** How often making it was begun; what an earlier attempt still does counts no more. */
    attempt: integer().notNull().default(0),
    /** Attempts since it last came further. */
    tries: integer().notNull().default(0),
    /** Where the next attempt goes on (an `ExportState`); null: from its start. */
    state: text({ mode: "json" }).$type<unknown>(),
    /** Called with a link when the file is there; null: nobody is. */
    webhookUrl: text("webhook_url"),
    webhookTries: integer("webhook_tries").notNull().default(0),
    /** When the call is made (again); null: nothing is to be called any more. */
    webhookAt: integer("webhook_at"),
    /** What became of the call: `HTTP 200`, `noAnswer`, `refused`, `outbox`; null: not known yet. */
    webhookResult: text("webhook_result"),
  },
  (t) => [
    index("exports_campaign").on(t.campaignId),
    index("exports_running").on(t.movedAt).where(sql`status = 'running'`),
    index("exports_calls").on(t.webhookAt).where(sql`webhook_at IS NOT NULL`),
  ],
)

/** Exports that are made again and again, at a local time (ANA-4). */
export const exportSchedules = sqliteTable(
  "export_schedules",
  {
    id: text().primaryKey(),
    campaignId: text("campaign_id").notNull(),
    name: text().notNull(),
    format: text({ enum: ["csv", "xlsx", "ndjson"] }).notNull(),
    request: text({ mode: "json" }).$type<unknown>().notNull(),
    /** Null: every day; else 1 (Monday) to 7. */
    weekday: integer(),
    /** `HH:MM` in `timeZone`. */
    at: text().notNull(),
    timeZone: text("time_zone").notNull(),
    /** Called with a link when the file is there; null: it is only kept. */
    webhookUrl: text("webhook_url"),
    nextAt: integer("next_at").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("export_schedules_campaign").on(t.campaignId), index("export_schedules_next").on(t.nextAt)],
)

/** What was expected when (ANA-7): messages per day and channel as a forecast of the day `madeOn` said, to compare with what came. */
export const forecasts = sqliteTable(
  "forecasts",
  {
    campaignId: text("campaign_id").notNull(),
    /** Local dates of the campaign's zone. */
    madeOn: text("made_on").notNull(),
    day: text().notNull(),
    channel: text().$type<Channel>().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.madeOn, t.day, t.channel] })],
)

/** What a day's forecast was made from, with the campaign's revision: a changed campaign is forecast anew. */
export const forecastBases = sqliteTable(
  "forecast_bases",
  {
    campaignId: text("campaign_id").notNull(),
    madeOn: text("made_on").notNull(),
    madeAt: integer("made_at").notNull(),
    rev: integer().notNull(),
    /** A `ForecastBasis`. */
    basis: text({ mode: "json" }).$type<unknown>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.madeOn] })],
)
