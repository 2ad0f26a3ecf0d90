import type { Env } from "../env"
import type { FileSink } from "../services/exports/make"

/** Of a multipart upload: all parts but the last have the same size, at least 5 MiB. */
const partBytes = 5 * 1024 * 1024

/** Where a file stands: its parts in the bucket, and what comes after them, too little for a part, in an object of its own. */
interface Saved {
  uploadId: string | null
  parts: R2UploadedPart[]
  tail: string | null
  /** Bytes in all. */
  bytes: number
}

/**
 * Puts a file of any size into the bucket of documents in the memory of one part.
 * @param from what `save` of another sink of this key gave: it goes on from there; null: from the start
 */
export function bucketSink(env: Env, key: string, from: unknown): FileSink {
  const bucket = env.DOCUMENTS
  const state = from as Saved | null
  let metadata: R2PutOptions & R2MultipartOptions = {}
  let upload = state?.uploadId ? bucket.resumeMultipartUpload(key, state.uploadId) : null
  const parts = [...(state?.parts ?? [])]
  /** Tails: the one to go on from, which is read when something is written; the one saved last, and the one before. */
  let pending = state?.tail ?? null
  let saved = pending
  let superseded: string | null = null
  const part = new Uint8Array(partBytes)
  let filled = 0
  let total = state?.bytes ?? 0

  const sendPart = async () => {
    upload ??= await bucket.createMultipartUpload(key, metadata)
    parts.push(await upload.uploadPart(parts.length + 1, part.slice(0, filled)))
    filled = 0
  }
  const readPending = async () => {
    if (pending === null) return
    const found = await bucket.get(pending)
    if (found === null) throw new Error("What was written last is not there any more")
    const bytes = new Uint8Array(await found.arrayBuffer())
    pending = null
    part.set(bytes)
    filled = bytes.length
  }
  const tails = `${key}.at-`
  const forgetTails = async () => {
    const { objects } = await bucket.list({ prefix: tails })
    if (objects.length > 0) await bucket.delete(objects.map((object) => object.key))
  }
  return {
    open({ name, type }) {
      metadata = { httpMetadata: { contentType: type }, customMetadata: { name: encodeURIComponent(name) } }
    },
    async write(bytes) {
      await readPending()
      total += bytes.length
      for (let at = 0; at < bytes.length; ) {
        const taken = bytes.subarray(at, at + partBytes - filled)
        part.set(taken, filled)
        filled += taken.length
        at += taken.length
        if (filled === partBytes) await sendPart()
      }
    },
    async save(): Promise<Saved> {
      await readPending()
      // The state before is the one that counts until the caller has noted this one: its tail stays.
      if (superseded !== null) await bucket.delete(superseded)
      superseded = saved
      saved = filled === 0 ? null : `${tails}${total}`
      if (saved !== null) await bucket.put(saved, part.slice(0, filled))
      return { uploadId: upload?.uploadId ?? null, parts: [...parts], tail: saved, bytes: total }
    },
    async end() {
      await readPending()
      if (upload === null) await bucket.put(key, part.slice(0, filled), metadata)
      else {
        if (filled > 0) await sendPart()
        await upload.complete(parts)
      }
      await forgetTails()
      return total
    },
    async abort() {
      await forgetTails()
      // The bucket forgets an upload by itself after a week.
      await upload?.abort().catch((error) => console.error("An upload could not be given up", error))
      upload = null
    },
  }
}
