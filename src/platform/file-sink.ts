import type { Env } from "../env"
import type { FileSink } from "../services/exports/make"

/** Of a multipart upload: all parts but the last have the same size, at least 5 MiB. */
const partBytes = 8 * 1024 * 1024

/** Puts a file of any size into the bucket of documents in the memory of one part. */
export function bucketSink(env: Env): FileSink {
  let file: { key: string; name: string; type: string } | null = null
  let upload: R2MultipartUpload | null = null
  const parts: R2UploadedPart[] = []
  const part = new Uint8Array(partBytes)
  let filled = 0
  let total = 0

  const opened = () => {
    if (file === null) throw new Error("A file is written before it is opened")
    const metadata = {
      httpMetadata: { contentType: file.type },
      customMetadata: { name: encodeURIComponent(file.name) },
    }
    return { key: file.key, metadata }
  }
  const sendPart = async () => {
    const { key, metadata } = opened()
    upload ??= await env.DOCUMENTS.createMultipartUpload(key, metadata)
    parts.push(await upload.uploadPart(parts.length + 1, part.slice(0, filled)))
    filled = 0
  }
  return {
    open(opening) {
      file = opening
    },
    async write(bytes) {
      total += bytes.length
      for (let at = 0; at < bytes.length; ) {
        const taken = bytes.subarray(at, at + partBytes - filled)
        part.set(taken, filled)
        filled += taken.length
        at += taken.length
        if (filled === partBytes) await sendPart()
      }
    },
    async end() {
      const { key, metadata } = opened()
      if (upload === null) await env.DOCUMENTS.put(key, part.slice(0, filled), metadata)
      else {
        if (filled > 0) await sendPart()
        await (upload as R2MultipartUpload).complete(parts)
      }
      return total
    },
    async abort() {
      await upload?.abort()
      upload = null
    },
  }
}
