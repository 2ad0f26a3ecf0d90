import { createHmac, timingSafeEqual } from "node:crypto"
import { eq } from "drizzle-orm"
import { realClock } from "../../core/clock"
import { bytesOfBase64 } from "../../core/encoding"
import { AppError } from "../../core/errors"
import { unseal } from "../../core/seal"
import { webhookSources } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Actor, Ctx } from "../context"

/** How far a webhook's timestamp may be from now, in seconds. */
const toleranceSeconds = 300
/** One audit row a minute and source says that signatures are wrong; a flood costs no writes (LOD-07). */
const auditEveryMs = 60_000
const refusedAt = new Map<string, number>()
const refusedMax = 1_000

export interface SignedRequest {
  sourceId: string
  id: string
  timestamp: string
  signature: string
  /** The bytes as they came: they are what is signed (ING-06). */
  body: Uint8Array
}

/**
 * Verifies Standard Webhooks headers against a source's secrets (API-2, ING-07).
 * @throws unauthorized, without saying what was wrong (ING-02)
 */
export async function verifySignature(ctx: Ctx, request: SignedRequest): Promise<Actor> {
  const [source] = await ctx.db.select().from(webhookSources).where(eq(webhookSources.id, request.sourceId))
  const secrets = source === undefined ? [] : [source.secret]
  if (source?.previousSecret != null && (source.previousUntil ?? 0) > ctx.clock.now())
    secrets.push(source.previousSecret)
  if (isFresh(request.timestamp, ctx.clock.now())) {
    for (const sealed of secrets) {
      const secret = await unseal(ctx.config.secretKey, sealed)
      if (hasSignature(request, secret)) return { kind: "source", id: request.sourceId }
    }
  }
  if (source !== undefined) await auditRefusal(ctx, source.id)
  throw new AppError("unauthorized", "The signature is not valid.")
}

function isFresh(timestamp: string, now: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(Math.floor(now / 1000) - Number(timestamp)) <= toleranceSeconds
}

/** Whether one of the signatures in the header (`v1,… v1,…`) is made with this secret. */
function hasSignature(request: SignedRequest, secret: string): boolean {
  const key = bytesOfBase64(secret.replace(/^whsec_/, ""))
  if (key === null) return false
  const expected = createHmac("sha256", key).update(`${request.id}.${request.timestamp}.`).update(request.body).digest()
  return request.signature.split(" ").some((part) => {
    const [version, value] = part.split(",")
    const given = version === "v1" && value !== undefined ? bytesOfBase64(value) : null
    return given !== null && given.length === expected.length && timingSafeEqual(given, expected)
  })
}

async function auditRefusal(ctx: Ctx, sourceId: string): Promise<void> {
  const now = realClock.now()
  if (now - (refusedAt.get(sourceId) ?? 0) < auditEveryMs) return
  if (refusedAt.size >= refusedMax) refusedAt.clear()
  refusedAt.set(sourceId, now)
  await auditInsert(ctx, { action: "webhook.refused", subject: `webhookSource:${sourceId}` })
}
