import { bodyLimit } from "hono/body-limit"
import { AppError } from "../core/errors"

/** 413 above this (contract.md "Conventions"); imports stream and have no limit. */
export const bodyBytesMax = 4 * 1024 * 1024

/** Reads a whole body, announced or chunked, unless it is over the limit (bytes). */
export async function readBody(request: Request, bytesMax = bodyBytesMax): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(request.headers.get("content-length") ?? 0)
  if (announced > bytesMax) throw tooLarge(bytesMax)
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const chunk of request.body as ReadableStream<Uint8Array<ArrayBuffer>>) {
    size += chunk.byteLength
    if (size > bytesMax) throw tooLarge(bytesMax)
    chunks.push(chunk)
  }
  const only = chunks[0]
  if (chunks.length === 1 && only !== undefined) return only
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

/** The same limit for forms; files to be imported have none. */
export const formLimit = bodyLimit({
  maxSize: bodyBytesMax,
  onError: () => {
    throw tooLarge(bodyBytesMax)
  },
})

/**
 * A posted form; files are among its fields.
 * @throws badRequest when the body is none: no browser sends such a thing
 */
export async function readFormData(request: { formData(): Promise<FormData> }): Promise<FormData> {
  try {
    return await request.formData()
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError("badRequest", "The body is not a form.")
  }
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("tooLarge", `The body is larger than ${bytesMax / 1024 / 1024} MB.`)
}
