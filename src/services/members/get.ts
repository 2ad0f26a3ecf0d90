import type { Ctx } from "../context"
import { readMember } from "./read"
import { type MemberView, memberView } from "./view"

/** One member, as its own object knows it now. */
export async function getMember(ctx: Ctx, input: { id: string }): Promise<MemberView> {
  return memberView(await readMember(ctx, input.id))
}
