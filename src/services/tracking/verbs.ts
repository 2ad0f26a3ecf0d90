import { isProgram, type Visitor } from "../../content/visitor"
import { type Destination, readDestination, readMemberLink } from "../../core/member-link"
import type { Touch } from "../../engine/touches"
import type { Ctx } from "../context"

export type { Visitor }

/** An email was opened: its pixel was asked for (MSG-6). A token that is not ours changes nothing. */
export async function takeOpen(ctx: Ctx, input: { token: string; visitor: Visitor }): Promise<void> {
  await touch(ctx, input, { kind: "open" })
}

/** The hidden link was followed: no person sees it (UNS-16). */
export async function takeTrap(ctx: Ctx, input: { token: string; visitor: Visitor }): Promise<void> {
  await touch(ctx, input, { kind: "trap" })
}

/**
 * Where a tracked link leads, byte by byte; null when it is none of ours: nobody can have it lead elsewhere (MSG-6). The
 * click is told of after the answer.
 */
export async function takeClick(
  ctx: Ctx,
  { to, ...input }: { to: string; token: string; visitor: Visitor },
): Promise<string | null> {
  const destination = await readDestination(ctx.config.secretKey, to)
  const known = await touch(ctx, input, destination === null ? null : { kind: "click", link: destination })
  return destination === null || !known ? null : destination.url
}

/** The same for a short link of an SMS: where it leads, or null. */
export async function takeShortClick(
  ctx: Ctx,
  { name, visitor }: { name: string; visitor: Visitor },
): Promise<string | null> {
  const found = await ctx.links.find(name)
  if (found === null) return null
  const { memberId, deliveryId, link } = found
  ctx.members.touch(memberId, { deliveryId, kind: "click", link, machine: isProgram(visitor) })
  return link.url
}

/** Whether the token is of a message; `what` null: there is nothing to tell. */
async function touch(
  ctx: Ctx,
  { token, visitor }: { token: string; visitor: Visitor },
  what: { kind: Touch["kind"]; link?: Destination } | null,
): Promise<boolean> {
  const link = await readMemberLink(ctx.config.secretKey, token)
  if (link?.kind !== "delivery") return false
  const { memberId, deliveryId } = link
  if (what !== null) ctx.members.touch(memberId, { deliveryId, ...what, machine: isProgram(visitor) })
  return true
}
