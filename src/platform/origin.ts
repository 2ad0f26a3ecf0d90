import type { Env } from "../env"
import { currentCompany } from "./company"

const settingsKey = "origin"
let learned: string | null = null

/** Where people reach this system, as far as it is known without asking the database. */
export function knownOrigin(env: Env): string | null {
  return env.PUBLIC_URL ? new URL(env.PUBLIC_URL).origin : learned
}

/**
 * Where people reach this system: PUBLIC_URL, else the company preferences, else the address of the first request it ever got (on Cloudflare that is
 * one of the Worker's own routes). Links in messages and documents begin with it.
 */
export async function publicOrigin(env: Env): Promise<string> {
  if (env.PUBLIC_URL) return new URL(env.PUBLIC_URL).origin
  const { publicUrl } = await currentCompany(env.DB)
  return publicUrl ?? (await learnedOrigin(env)) ?? ""
}

/** Remembers the address of a request when none is known yet. */
export async function learnOrigin(env: Env, requestUrl: string): Promise<void> {
  if (knownOrigin(env) !== null) return
  await env.DB.prepare("INSERT OR IGNORE INTO settings (key, value) VALUES (?, ?)")
    .bind(settingsKey, JSON.stringify(new URL(requestUrl).origin))
    .run()
  await learnedOrigin(env)
}

async function learnedOrigin(env: Env): Promise<string | null> {
  if (learned !== null) return learned
  const row = await env.DB.prepare("SELECT value FROM settings WHERE key = ?")
    .bind(settingsKey)
    .first<{ value: string }>()
  if (row !== null) learned = JSON.parse(row.value) as string
  return learned
}
