import * as z from "zod"
import { AppError } from "../../core/errors"
import { sha256Hex } from "../../core/hash"
import { parseJsonBytes } from "../../core/json"
import { actorLabel, authorize } from "../../services/access"
import type { Actor, Ctx } from "../../services/context"
import { accept } from "../../services/ingest/accept"
import { verifySignature } from "../../services/webhook-sources/verify"
import { readBody } from "../body"
import type { AppContext } from "../env"
import { type AnyEndpoint, checkKey, endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Inbound webhooks"
const acceptedSchema = z
  .object({
    accepted: z.number().int(),
    rejected: z.array(z.object({ index: z.number().int(), id: z.string().optional(), message: z.string() })),
  })
  .meta({ id: "Accepted" })

const sourceQuery = z.object({ source: z.string().max(100).optional() })
const description =
  "1 to 1,000 items, or one item alone. Authorized by a Bearer token, or by Standard Webhooks headers with the source named in `?source=`. The same `webhook-id` (or `Idempotency-Key`) within 7 days gets the first answer and has no second effect. Bad items are listed, good ones kept."

type Kind = "joins" | "leaves" | "events" | "attendance" | "data"

function membershipEndpoint(kind: "joins" | "leaves", summary: string): AnyEndpoint {
  return endpoint({
    method: "post",
    path: `/webhooks/segments/{id}/${kind}`,
    tag,
    summary,
    description: `\`{"members":[{"id","email"?,…,"occurredAt"?}]}\`. The later \`occurredAt\` wins whatever the order of arrival. ${description}`,
    needs: null,
    params: idParams,
    query: sourceQuery,
    raw: ["application/json"],
    example: { members: [{ id: "m-1001", email: "ana@example.com", occurredAt: "2026-12-01T12:00:00.000Z" }] },
    answer: { status: 202, schema: acceptedSchema },
    errors: [404, 409],
    run: (ctx, { params, query }, c) => take(ctx, c, { kind, segmentId: params.id, source: query.source }),
  })
}

export const webhookEndpoints = [
  membershipEndpoint("joins", "Members have joined a segment"),
  membershipEndpoint("leaves", "Members have left a segment"),
  endpoint({
    method: "post",
    path: "/webhooks/events",
    tag,
    summary: "Members have done something",
    description: `\`{"events":[{"memberId","name","id"?,"occurredAt"?,"properties"?}]}\`. ${description}`,
    needs: null,
    query: sourceQuery,
    raw: ["application/json"],
    example: { events: [{ memberId: "m-1001", name: "applied", id: "e-1", properties: { amount: 100 } }] },
    answer: { status: 202, schema: acceptedSchema },
    run: (ctx, { query }, c) => take(ctx, c, { kind: "events", source: query.source }),
  }),
  endpoint({
    method: "post",
    path: "/webhooks/occasions/{id}/attendance",
    tag,
    summary: "Members came to an occasion, or did not",
    description: `\`{"members":[{"id","status":"attended"|"absent","occurredAt"?}]}\`. The later \`occurredAt\` wins whatever the order of arrival. ${description}`,
    needs: null,
    params: idParams,
    query: sourceQuery,
    raw: ["application/json"],
    example: { members: [{ id: "m-1001", status: "attended" }] },
    answer: { status: 202, schema: acceptedSchema },
    errors: [404],
    run: (ctx, { params, query }, c) =>
      take(ctx, c, { kind: "attendance", occasionId: params.id, source: query.source }),
  }),
  endpoint({
    method: "post",
    path: "/webhooks/campaigns/{id}/data",
    tag,
    summary: "Values of members' campaign data",
    description: `\`{"members":[{"id","values":{FIELD:VALUE}}]}\`: a merge, \`null\` removes. Each value must fit its field's type, and its member must exist. ${description}`,
    needs: null,
    params: idParams,
    query: sourceQuery,
    raw: ["application/json"],
    example: { members: [{ id: "m-1001", values: { amount: 1200.5 } }] },
    answer: { status: 202, schema: acceptedSchema },
    errors: [404, 409],
    run: (ctx, { params, query }, c) => take(ctx, c, { kind: "data", campaignId: params.id, source: query.source }),
  }),
]

async function take(
  ctx: Ctx,
  c: AppContext,
  of: { kind: Kind; segmentId?: string; occasionId?: string; campaignId?: string; source: string | undefined },
): Promise<unknown> {
  const { body, sender } = await authenticate(ctx, c, of.source)
  const webhookId = c.req.header("webhook-id")
  const id = webhookId ?? c.req.header("idempotency-key")
  if (id !== undefined) checkKey(id)
  const { replayed, ...answer } = await accept(
    { ...ctx, actor: sender },
    {
      kind: of.kind,
      ...(of.segmentId === undefined ? {} : { segmentId: of.segmentId }),
      ...(of.occasionId === undefined ? {} : { occasionId: of.occasionId }),
      ...(of.campaignId === undefined ? {} : { campaignId: of.campaignId }),
      items: itemsOf(parseJsonBytes(body), of.kind === "events" ? "events" : "members"),
      key: id === undefined ? null : `${actorLabel(sender)}:${c.req.path}:${id}`,
      ...(webhookId === undefined && id !== undefined ? { bodyHash: await sha256Hex(body) } : {}),
      source: "webhook",
    },
  )
  if (replayed) c.header("Idempotent-Replay", "true")
  return answer
}

/** The sender and the bytes that it has vouched for. */
async function authenticate(
  ctx: Ctx,
  c: AppContext,
  sourceId: string | undefined,
): Promise<{ body: Uint8Array<ArrayBuffer>; sender: Actor }> {
  const signature = c.req.header("webhook-signature")
  if (ctx.actor.kind !== "anonymous" || signature === undefined || sourceId === undefined) {
    authorize(ctx.actor, "ingest")
    return { body: await readBody(c.req.raw), sender: ctx.actor }
  }
  const body = await readBody(c.req.raw)
  const id = c.req.header("webhook-id") ?? ""
  const timestamp = c.req.header("webhook-timestamp") ?? ""
  return { body, sender: await verifySignature(ctx, { sourceId, id, timestamp, signature, body }) }
}

/** The list under its name, or the one item that the body is. */
function itemsOf(body: unknown, list: "members" | "events"): unknown[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new AppError("invalid", `The body is an object with “${list}”, or one item.`, {
      errors: [{ path: "", code: "invalidType", message: `Must be an object with “${list}”, or one item.` }],
    })
  }
  if (!Object.hasOwn(body, list)) return [body]
  const items = (body as Record<string, unknown>)[list]
  if (Array.isArray(items)) return items
  throw new AppError("invalid", `“${list}” must be a list.`, {
    errors: [{ path: list, code: "invalidType", message: "Must be a list." }],
  })
}
