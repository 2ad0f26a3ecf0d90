import { sql } from "drizzle-orm"
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core"
import type { Channel, DeliveryStatus, OutboundChannel, Reason } from "../../engine/types"

/** Read model of deliveries; lists are newest first by `rowid`. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: text().primaryKey(),
    memberId: text("member_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    stepId: text("step_id").notNull(),
    runId: text("run_id").notNull(),
    seq: integer().notNull(),
    visit: integer().notNull(),
    version: integer().notNull(),
    channel: text().$type<OutboundChannel>().notNull(),
    status: text().$type<DeliveryStatus>().notNull(),
    reason: text().$type<Reason>(),
    detail: text(),
    to: text("to"),
    createdAt: integer("created_at").notNull(),
    sentAt: integer("sent_at"),
    /** While unsettled: the instant it may next be tried. */
    nextAt: integer("next_at"),
  },
  (t) => [
    index("deliveries_campaign").on(t.campaignId),
    index("deliveries_member").on(t.memberId),
    // Who is looked at again when a contact policy changes.
    index("deliveries_deferred").on(t.campaignId, t.memberId).where(sql`status = 'deferred'`),
  ],
)

/** What the built-in outbox provider received (SEND-2); the idempotency key is the primary key, so a repeat changes nothing. */
export const outbox = sqliteTable(
  "outbox",
  {
    idempotencyKey: text("idempotency_key").primaryKey(),
    deliveryId: text("delivery_id").notNull(),
    memberId: text("member_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    stepId: text("step_id").notNull(),
    channel: text().$type<Channel | "staff" | "webhook">().notNull(),
    to: text("to").notNull(),
    /** subject, html, text, title, body, headers: whatever the channel has. */
    message: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    at: integer().notNull(),
  },
  (t) => [index("outbox_campaign").on(t.campaignId), index("outbox_member").on(t.memberId)],
)

/** Providers by channel; absent: the built-in outbox. Credentials are encrypted and never given back. */
export const providers = sqliteTable("providers", {
  channel: text().$type<OutboundChannel>().primaryKey(),
  kind: text().notNull(),
  baseUrl: text("base_url"),
  credentials: text(),
  ratePerSecond: integer("rate_per_second"),
  updatedAt: integer("updated_at").notNull(),
})

/** What finally failed, with all that a retry needs (SEND-3). */
export const deadLetters = sqliteTable("dead_letters", {
  id: text().primaryKey(),
  queue: text().notNull(),
  body: text({ mode: "json" }).$type<unknown>().notNull(),
  at: integer().notNull(),
})

/** Secrets that Web service steps name instead of holding them: a header and its encrypted value (FLOW-9). */
export const credentials = sqliteTable("credentials", {
  name: text().primaryKey(),
  header: text().notNull(),
  value: text().notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
})
