import { sql } from "drizzle-orm"
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core"
import type { FieldError } from "../../core/errors"

/** Accepted posts in chunks, durable before the 202; a row is deleted when its members have it. */
export const inbox = sqliteTable("inbox", {
  /** Begins with the instant of `receivedAt`: in the order of their receipt. */
  id: text().primaryKey(),
  /** An `InboxChunk` as JSON. */
  payload: text().notNull(),
  receivedAt: integer("received_at").notNull(),
  tries: integer().notNull().default(0),
  /** Its members have it; it stays until the read model knows of them all. */
  handed: integer({ mode: "boolean" }).notNull().default(false),
})

/** First answers by webhook-id or Idempotency-Key, kept 7 days (API-2). */
export const receipts = sqliteTable(
  "receipts",
  {
    key: text().primaryKey(),
    answer: text({ mode: "json" }).$type<unknown>().notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("receipts_created").on(t.createdAt)],
)

export const webhookSources = sqliteTable("webhook_sources", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Encrypted with SECRET_KEY. */
  secret: text().notNull(),
  previousSecret: text("previous_secret"),
  previousUntil: integer("previous_until"),
  createdAt: integer("created_at").notNull(),
})

export const imports = sqliteTable("imports", {
  id: text().primaryKey(),
  status: text({ enum: ["running", "done", "failed"] }).notNull(),
  format: text({ enum: ["csv", "ndjson"] }).notNull(),
  /** Column names of a CSV file. */
  header: text({ mode: "json" }).$type<string[]>(),
  segmentId: text("segment_id"),
  /** Of an import of campaign data (CAM-18); null: members are imported. */
  campaignId: text("campaign_id"),
  /** True once the whole file has been taken in. */
  spooled: integer({ mode: "boolean" }).notNull(),
  total: integer().notNull(),
  accepted: integer().notNull(),
  rejected: integer().notNull(),
  message: text(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  /** Of the file, as it was uploaded. */
  name: text(),
})

/** What of an import is still to be done: whole records as uploaded. */
export const importChunks = sqliteTable(
  "import_chunks",
  {
    importId: text("import_id").notNull(),
    n: integer().notNull(),
    /** Number of the chunk's first line in the file. */
    firstLine: integer("first_line").notNull(),
    text: text().notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.n] })],
)

export const importRejects = sqliteTable(
  "import_rejects",
  {
    importId: text("import_id").notNull(),
    line: integer().notNull(),
    message: text().notNull(),
    errors: text({ mode: "json" }).$type<FieldError[]>(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.line] })],
)

/** Hashes of erased members: stops a re-send, tells nobody who it was (MEM-8). */
export const erasures = sqliteTable("erasures", {
  memberHash: text("member_hash").primaryKey(),
  at: integer().notNull().default(sql`0`),
})
