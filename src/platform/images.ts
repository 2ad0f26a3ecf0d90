import { type ImageKind, imageTypes } from "../core/image-path"
import type { Env } from "../env"
import { appClock } from "./clock"

/** How long the bytes of a deleted picture are kept for backups in which it is, in ms: as long as these themselves. */
const keptMs = 31 * 86_400_000
const deletedPrefix = "deleted-images/"
const listMax = 1_000

/** Key of a picture in the bucket. */
function keyOf(name: string): string {
  return `images/${name}`
}

/** Keeps the bytes of a picture; the same again change nothing. */
export async function keepImage(env: Env, image: { name: string; kind: ImageKind; bytes: Uint8Array }): Promise<void> {
  await env.DOCUMENTS.put(keyOf(image.name), image.bytes, { httpMetadata: { contentType: imageTypes[image.kind] } })
}

export async function readImage(env: Env, name: string): Promise<{ size: number; body: ReadableStream } | null> {
  const object = await env.DOCUMENTS.get(keyOf(name))
  return object === null ? null : { size: object.size, body: object.body }
}

/** Nobody sees it any more; its bytes are put aside, for a backup may bring it back (OPS-2). */
export async function deleteImage(env: Env, name: string): Promise<void> {
  await move(env, keyOf(name), deletedPrefix + name)
}

/** Brings the bytes of a deleted picture back, when they are still there. */
export async function restoreImage(env: Env, name: string): Promise<void> {
  await move(env, deletedPrefix + name, keyOf(name))
}

/** Forgets the bytes of pictures that no backup can bring back any more. */
export async function forgetDeletedImages(env: Env): Promise<void> {
  const { objects } = await env.DOCUMENTS.list({ prefix: deletedPrefix, limit: listMax, include: ["customMetadata"] })
  const over = objects.filter(({ customMetadata }) => appClock.now() - Number(customMetadata?.at ?? 0) > keptMs)
  if (over.length > 0) await env.DOCUMENTS.delete(over.map(({ key }) => key))
}

/** Copied before it is taken away: whoever dies between leaves both. */
async function move(env: Env, from: string, to: string): Promise<void> {
  const object = await env.DOCUMENTS.get(from)
  if (object === null) return
  const { httpMetadata = {} } = object
  await env.DOCUMENTS.put(to, await object.arrayBuffer(), { httpMetadata, customMetadata: { at: `${appClock.now()}` } })
  await env.DOCUMENTS.delete(from)
}
