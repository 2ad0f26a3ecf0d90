import { randomText } from "../core/ids"
import { isoOf } from "../core/instant"
import { realRandom } from "../core/random"
import { backupPage, backupTables } from "../db/backups"
import type { Env } from "../env"
import { appClock } from "./clock"
import { forgetDeletedImages } from "./images"

/** A kept backup of everything that people have configured (OPS-2). */
export interface Backup {
  id: string
  /** Epoch ms. */
  at: number
  bytes: number
  rows: number
}

/** How often one is made, in ms, and how many are kept. */
const everyMs = 86_400_000
const keptMax = 30
const prefix = "backups/"
const suffixLength = 6
const listMax = 1_000

/**
 * Writes a backup into the bucket: NDJSON, gzipped, a line `{"table","row"}` for each row of what people configure. Secrets
 * are in it as they are in the database: sealed or hashed. Members' data are not: they live in their objects.
 */
export async function makeBackup(env: Env): Promise<Backup> {
  const at = appClock.now()
  const { bytes, rows } = await packed(env.DB)
  // The instant first: names sort by it.
  const id = `${isoOf(at).replaceAll(":", "-")}-${randomText(realRandom, suffixLength)}`
  await env.DOCUMENTS.put(keyOf(id), bytes, {
    httpMetadata: { contentType: "application/gzip" },
    customMetadata: { at: String(at), rows: String(rows) },
  })
  const old = (await listBackups(env)).slice(keptMax)
  if (old.length > 0) await env.DOCUMENTS.delete(old.map((one) => keyOf(one.id)))
  await forgetDeletedImages(env)
  return { id, at, bytes: bytes.byteLength, rows }
}

/** Newest first. */
export async function listBackups(env: Env): Promise<Backup[]> {
  const { objects } = await env.DOCUMENTS.list({ prefix, limit: listMax, include: ["customMetadata"] })
  return objects
    .map(({ key, size, customMetadata }) => ({
      id: key.slice(prefix.length).replace(/\.ndjson\.gz$/, ""),
      at: Number(customMetadata?.at ?? 0),
      bytes: size,
      rows: Number(customMetadata?.rows ?? 0),
    }))
    .toSorted((a, b) => b.at - a.at)
}

/** Shape of our ids; the bucket itself refuses names that are too long. */
const idShape = /^[\w.-]{1,60}$/

/** The file of a backup, or null. */
export async function readBackup(env: Env, id: string): Promise<{ size: number; body: ReadableStream } | null> {
  if (!idShape.test(id)) return null
  const object = await env.DOCUMENTS.get(keyOf(id))
  return object === null ? null : { size: object.size, body: object.body }
}

/** Makes one when the last is a day old. */
export async function backUpIfDue(env: Env): Promise<void> {
  const [last] = await listBackups(env)
  if (last === undefined || appClock.now() - last.at >= everyMs) await makeBackup(env)
}

function keyOf(id: string): string {
  return `${prefix}${id}.ndjson.gz`
}

async function packed(db: D1Database): Promise<{ bytes: ArrayBuffer; rows: number }> {
  const { readable, writable } = new CompressionStream("gzip")
  const file = new Response(readable).arrayBuffer()
  const writer = writable.getWriter()
  const encoder = new TextEncoder()
  let rows = 0
  for (const table of backupTables) {
    let read = 0
    for (;;) {
      const page = await backupPage(db, table, read)
      for (const row of page) await writer.write(encoder.encode(`${JSON.stringify({ table, row })}\n`))
      if (page.length === 0) break
      read += page.length
    }
    rows += read
  }
  await writer.close()
  return { bytes: await file, rows }
}
