import { notFound } from "../../core/errors"
import { sha256Hex } from "../../core/hash"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"

/** Erases a member for good (MEM-8). The audit log keeps a hash, not the id. */
export async function eraseMember(ctx: Ctx, input: { id: string }): Promise<void> {
  if (!(await ctx.members.erase(input.id))) throw notFound("member")
  const subject = `member:${(await sha256Hex(input.id)).slice(0, 16)}`
  await auditInsert(ctx, { action: "member.erased", subject })
}
