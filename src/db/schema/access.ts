import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core"

/** People who sign in (API-3). */
export const users = sqliteTable("users", {
  id: text().primaryKey(),
  email: text().notNull().unique(),
  passwordHash: text("password_hash").notNull(),
  role: text({ enum: ["owner", "admin", "editor", "viewer"] }).notNull(),
  locale: text({ enum: ["en", "es"] }),
  createdAt: integer("created_at").notNull(),
  /** SHA-256 of the link by which a new person sets a password; null once it has been used. */
  inviteHash: text("invite_hash"),
  inviteUntil: integer("invite_until"),
})

/** Sign-in sessions; the id is the SHA-256 of the cookie's value. */
export const sessions = sqliteTable("sessions", {
  id: text().primaryKey(),
  userId: text("user_id").notNull(),
  createdAt: integer("created_at").notNull(),
  lastSeenAt: integer("last_seen_at").notNull(),
})

/** Passkeys of people (API-3): the public halves, so nothing here lets anybody in. */
export const passkeys = sqliteTable(
  "passkeys",
  {
    id: text().primaryKey(),
    userId: text("user_id").notNull(),
    /** The authenticator's own id of it, base64url. */
    credentialId: text("credential_id").notNull().unique(),
    /** COSE, base64url. */
    publicKey: text("public_key").notNull(),
    /** How often the authenticator says it was used; many always say 0. */
    counter: integer().notNull(),
    transports: text({ mode: "json" }).$type<string[]>().notNull(),
    name: text().notNull(),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at"),
  },
  (t) => [index("passkeys_user").on(t.userId)],
)

/** Challenges that a passkey has answered, until they have run out: none is answered twice. */
export const spentChallenges = sqliteTable("spent_challenges", {
  id: text().primaryKey(),
  until: integer().notNull(),
})

/** API tokens, stored hashed (API-3). */
export const tokens = sqliteTable("tokens", {
  id: text().primaryKey(),
  name: text().notNull(),
  prefix: text().notNull(),
  hash: text().notNull().unique(),
  scopes: text({ mode: "json" }).$type<string[]>().notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at"),
})

/** Every change by whom and when, before and after (API-4). */
export const audit = sqliteTable(
  "audit",
  {
    id: text().primaryKey(),
    at: integer().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subject: text().notNull(),
    before: text({ mode: "json" }).$type<unknown>(),
    after: text({ mode: "json" }).$type<unknown>(),
  },
  (t) => [index("audit_subject").on(t.subject)],
)

/** First answers to POSTs with an Idempotency-Key. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    actor: text().notNull(),
    key: text().notNull(),
    requestHash: text("request_hash").notNull(),
    /** Null while the first request is still being worked on. */
    status: integer(),
    body: text(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actor, t.key] }), index("idempotency_created").on(t.createdAt)],
)

/** Company preferences, the local clock's shift and the like. */
export const settings = sqliteTable("settings", {
  key: text().primaryKey(),
  value: text({ mode: "json" }).$type<unknown>().notNull(),
})
