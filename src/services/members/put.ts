import type * as z from "zod"
import type { profilePatchSchema } from "../../core/profile"
import type { ProfilePatch } from "../../engine/types"
import type { Ctx } from "../context"
import { sourceOf } from "./source"
import { type MemberView, memberView } from "./view"

/** Creates a member or merges into one; `null` removes (MEM-1, MEM-2). */
export async function putMember(
  ctx: Ctx,
  input: { id: string; patch: z.infer<typeof profilePatchSchema> },
): Promise<MemberView> {
  const patch = plainPatch(input.patch)
  return memberView(await ctx.members.apply(input.id, [{ kind: "profileChanged", patch, source: sourceOf(ctx.actor) }]))
}

/** Without the keys that say nothing. */
function plainPatch(patch: z.infer<typeof profilePatchSchema>): ProfilePatch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
}
