import { and, eq, inArray } from "drizzle-orm"
import * as z from "zod"
import { addressHashes } from "../../core/address-hash"
import { addressSuppressions } from "../../db/schema"
import { addressOf } from "../../engine/consent"
import type { Channel } from "../../engine/types"
import type { Ctx, MemberView as Member } from "../context"
import { readMember } from "./read"
import { type MemberView, memberView } from "./view"

const scopePattern =
  /^(all|(campaign|category|group):[A-Za-z0-9_-]{1,100}|categoryAndGroup:[A-Za-z0-9_-]{1,100}\+[A-Za-z0-9_-]{1,100})$/

/** `PUT /members/{id}/consent`. */
export const consentSchema = z
  .strictObject({
    channel: z.enum(["email", "sms", "push", "all"]),
    scope: z
      .string()
      .regex(scopePattern, "Must be all, campaign:ID, category:ID, group:ID or categoryAndGroup:ID+ID.")
      .default("all"),
    status: z.enum(["subscribed", "unsubscribed"]),
    reason: z.string().max(500).nullable().optional(),
  })
  .meta({ id: "ConsentChange" })

/**
 * Records what a member wants or does not want to receive. Whoever subscribes to everything may be written to again although
 * somebody with the same address was erased (UNS-11).
 */
export async function setConsent(
  ctx: Ctx,
  input: { id: string; consent: z.infer<typeof consentSchema> },
): Promise<MemberView> {
  const member = await readMember(ctx, input.id)
  const { channel, scope, status, reason } = input.consent
  if (status === "subscribed" && scope === "all") await liftSuppressions(ctx, member, channel)
  return memberView(
    await ctx.members.apply(input.id, [{ kind: "consentChanged", channel, scope, status, reason: reason ?? null }]),
  )
}

async function liftSuppressions(ctx: Ctx, { profile }: Member, channel: Channel | "all"): Promise<void> {
  const channels = (["email", "sms", "push"] as const).filter((one) => channel === "all" || channel === one)
  for (const one of channels) {
    const address = addressOf(profile, one)
    if (address === null) continue
    const hashes = await addressHashes(ctx.config.secretKey, one, address)
    await ctx.db
      .delete(addressSuppressions)
      .where(and(eq(addressSuppressions.channel, one), inArray(addressSuppressions.addressHash, hashes)))
  }
}
