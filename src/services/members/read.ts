import { notFound } from "../../core/errors"
import type { Ctx, MemberView } from "../context"

/** The present truth about a member; 404 when there is none. */
export async function readMember(ctx: Ctx, id: string): Promise<MemberView> {
  const member = await ctx.members.read(id)
  if (member === null) throw notFound("member")
  return member
}
