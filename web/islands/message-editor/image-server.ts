import type { Image } from "../../../src/services/images/schema"
import { ask, problemsIn } from "./server"

/** Sending a picture may take this long over a slow line. */
const uploadMs = 120_000

/** Uploads a picture. Null: the server cannot be reached. */
export async function uploadImage(file: File): Promise<{ image: Image } | { code: string; message: string } | null> {
  const url = `/api/v1/images?name=${encodeURIComponent(file.name.slice(0, 200))}`
  const answer = await ask("POST", url, { file, timeoutMs: uploadMs })
  if (answer === null) return null
  if (answer.status === 201) return { image: answer.json as Image }
  if (answer.status === 413) return { code: "imageTooLarge", message: "" }
  const { reason } = answer.json as { reason?: string }
  const [first] = problemsIn(answer.json)
  return { code: first?.code || (reason ?? ""), message: first?.message ?? "" }
}

/** A page of what was uploaded, newest first. */
export async function askImages(
  limit: number,
  cursor: string | null,
): Promise<{ items: Image[]; nextCursor: string | null } | null> {
  const answer = await ask("GET", `/api/v1/images?limit=${limit}${cursor === null ? "" : `&cursor=${cursor}`}`)
  return answer?.status === 200 ? (answer.json as { items: Image[]; nextCursor: string | null }) : null
}
