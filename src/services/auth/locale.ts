import { eq } from "drizzle-orm"
import { users } from "../../db/schema"
import type { Ctx } from "../context"

/** Keeps the language a person has chosen (UI-2). */
export async function setLocale(ctx: Ctx, input: { locale: "en" | "es" }): Promise<void> {
  if (ctx.actor.kind !== "user") return
  await ctx.db.update(users).set({ locale: input.locale }).where(eq(users.id, ctx.actor.id))
}
