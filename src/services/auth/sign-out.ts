import { actorLabel } from "../access"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { endSession } from "./session"

/** Ends the session of the browser. */
export async function signOut(ctx: Ctx, input: { cookie: string }): Promise<void> {
  await endSession(ctx, input.cookie)
  await auditInsert(ctx, { action: "user.signedOut", subject: actorLabel(ctx.actor) })
}
