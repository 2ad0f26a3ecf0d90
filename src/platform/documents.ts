import { documentToken } from "../core/document-token"
import { sha256Hex } from "../core/hash"
import type { Env } from "../env"
import { publicOrigin } from "./origin"

/** Where a document belongs (FLOW-10). */
export interface DocumentPlace {
  memberId: string
  deliveryId: string
}

const contentType = "application/pdf"

/** Key of a member's documents in the bucket: erasing finds them by it, and it tells nobody who it was (MEM-8). */
async function prefixOf(memberId: string): Promise<string> {
  return `documents/${(await sha256Hex(memberId)).slice(0, 32)}/`
}

export async function documentKey({ memberId, deliveryId }: DocumentPlace): Promise<string> {
  return `${await prefixOf(memberId)}${deliveryId}.pdf`
}

/** Keeps a document; the same bytes again change nothing. `name` is what people see. */
export async function keepDocument(env: Env, place: DocumentPlace, file: { name: string; bytes: Uint8Array }) {
  await env.DOCUMENTS.put(await documentKey(place), file.bytes, {
    httpMetadata: { contentType },
    // Metadata travels in headers, which hold ASCII only.
    customMetadata: { name: encodeURIComponent(file.name) },
  })
}

/** The bucket does not answer: whoever needs a document comes back later. */
export class DocumentsUnavailable extends Error {}

/** A kept document without its bytes, or null when there is none. @throws DocumentsUnavailable */
export async function documentFile(env: Env, place: DocumentPlace): Promise<{ key: string; name: string } | null> {
  const key = await documentKey(place)
  const head = await env.DOCUMENTS.head(key).catch((cause: unknown) => {
    throw new DocumentsUnavailable("The documents cannot be read.", { cause })
  })
  return head === null ? null : { key: head.key, name: nameIn(head) }
}

/** A kept document by its key. */
export async function readDocument(
  env: Env,
  key: string,
): Promise<{ name: string; size: number; body: ReadableStream } | null> {
  const object = await env.DOCUMENTS.get(key)
  return object === null ? null : { name: nameIn(object), size: object.size, body: object.body }
}

/** The address at which whoever has it reads a document; it cannot be guessed. */
export async function documentLink(env: Env, place: DocumentPlace): Promise<string> {
  const token = await documentToken(env.SECRET_KEY, await documentKey(place))
  return `${await publicOrigin(env)}/documents/${token}`
}

/** Deletes all documents of a member (MEM-8). */
export async function deleteDocuments(env: Env, memberId: string): Promise<void> {
  await deleteUnder(env, await prefixOf(memberId))
}

/** Deletes all whose keys begin so. */
export async function deleteUnder(env: Env, prefix: string): Promise<void> {
  for (;;) {
    const { objects } = await env.DOCUMENTS.list({ prefix })
    if (objects.length === 0) return
    await env.DOCUMENTS.delete(objects.map((object) => object.key))
  }
}

function nameIn(object: R2Object): string {
  const name = object.customMetadata?.name
  return name === undefined ? "document.pdf" : decodeURIComponent(name)
}
