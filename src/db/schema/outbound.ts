import { sql } from "drizzle-orm"
import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core"
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
    /** The campaign whose message it is, when it is not the one that sends it (FLOW-8). */
    of: text("of_campaign_id"),
    deliveredAt: integer("delivered_at"),
    bouncedAt: integer("bounced_at"),
    openedAt: integer("opened_at"),
    clickedAt: integer("clicked_at"),
    /** The first time the member opened, clicked or answered it. */
    engagedAt: integer("engaged_at"),
    unsubscribedAt: integer("unsubscribed_at"),
    /** What of its campaigns it was the first to bring to the member; see `firstBits`. */
    firsts: integer().notNull().default(0),
  },
  (t) => [
    // Those of a campaign and of a member are found by the key: see `ofCampaign`, and the view `member_deliveries`.
    // What is on its way: most have gone out before they are told of.
    index("deliveries_open").on(t.campaignId, t.channel).where(sql`status IN ('queued', 'sending')`),
    // Who is looked at again when a contact policy changes.
    index("deliveries_deferred").on(t.campaignId, t.memberId).where(sql`status = 'deferred'`),
    // What may lie on the dead-letter page (SEND-3): few.
    index("deliveries_dead").on(t.createdAt).where(sql`status IN ('failed', 'unknown')`),
    // Messages that other flows have taken from a campaign: few, and looked for by the campaign's own analysis.
    index("deliveries_of").on(t.of).where(sql`of_campaign_id IS NOT NULL`),
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

/**
 * Which kind of provider serves a channel; absent: the built-in outbox. Its settings are in `providerConfigs`; the other
 * columns here are those of the first version, kept until no running code reads them (OPS-3).
 */
export const providers = sqliteTable("providers", {
  channel: text().$type<OutboundChannel>().primaryKey(),
  kind: text().notNull(),
  baseUrl: text("base_url"),
  credentials: text(),
  ratePerSecond: integer("rate_per_second"),
  updatedAt: integer("updated_at").notNull(),
})

/**
 * Settings of providers, of those that are not chosen now too: whoever comes back finds them. A push channel whose kind is
 * not the outbox uses every kind that is set up here, each for its own targets. Credentials are encrypted and never given back.
 */
export const providerConfigs = sqliteTable(
  "provider_configs",
  {
    channel: text().$type<OutboundChannel>().notNull(),
    kind: text().notNull(),
    baseUrl: text("base_url"),
    /** Sealed JSON. */
    credentials: text(),
    ratePerSecond: real("rate_per_second"),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.kind] })],
)

/** What was rendered for a delivery whose first attempt did not settle: every further attempt says the same (DEL-15). */
export const attempts = sqliteTable(
  "attempts",
  {
    deliveryId: text("delivery_id").primaryKey(),
    memberId: text("member_id").notNull(),
    /** The `OutboundMessage`. */
    message: text({ mode: "json" }).$type<unknown>().notNull(),
    at: integer().notNull(),
  },
  (t) => [index("attempts_member").on(t.memberId)],
)

/** What providers had against messages lately: one row for each thing they say, without addresses (OPS-2). */
export const providerErrors = sqliteTable(
  "provider_errors",
  {
    channel: text().$type<OutboundChannel>().notNull(),
    kind: text().notNull(),
    detail: text().notNull(),
    /** How many messages. */
    n: integer().notNull(),
    firstAt: integer("first_at").notNull(),
    lastAt: integer("last_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.kind, t.detail] })],
)

/** Addresses that must not be written to, of erased members and of those who bounced or complained: keyed hashes only (SEND-5, UNS-11). */
export const addressSuppressions = sqliteTable(
  "address_suppressions",
  {
    channel: text().$type<Channel>().notNull(),
    addressHash: text("address_hash").notNull(),
    reason: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.addressHash] })],
)

/** Templates that people have saved, to start messages from (MSG-1). */
export const templates = sqliteTable("templates", {
  id: text().primaryKey(),
  channel: text().$type<Channel>().notNull(),
  name: text().notNull(),
  content: text({ mode: "json" }).$type<unknown>().notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
})

/** What finally failed, with all that a retry needs (SEND-3). */
export const deadLetters = sqliteTable(
  "dead_letters",
  {
    id: text().primaryKey(),
    queue: text().notNull(),
    body: text({ mode: "json" }).$type<unknown>().notNull(),
    at: integer().notNull(),
  },
  (t) => [index("dead_letters_at").on(t.at, t.id)],
)

/** Secrets that Web service steps name instead of holding them: a header and its encrypted value (FLOW-9). */
export const credentials = sqliteTable("credentials", {
  name: text().primaryKey(),
  header: text().notNull(),
  value: text().notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
})
