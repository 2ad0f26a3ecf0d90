import * as z from "zod"
import type { Ctx } from "../context"
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

/** Records what a member wants or does not want to receive. */
export async function setConsent(
  ctx: Ctx,
  input: { id: string; consent: z.infer<typeof consentSchema> },
): Promise<MemberView> {
  await readMember(ctx, input.id)
  const { channel, scope, status, reason } = input.consent
  return memberView(
    await ctx.members.apply(input.id, [{ kind: "consentChanged", channel, scope, status, reason: reason ?? null }]),
  )
}
