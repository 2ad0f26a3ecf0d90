import { type ImageKind, imageTypes } from "../core/image-path"
import type { Env } from "../env"

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

export async function deleteImage(env: Env, name: string): Promise<void> {
  await env.DOCUMENTS.delete(keyOf(name))
}
