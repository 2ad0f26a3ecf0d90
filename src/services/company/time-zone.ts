import { eq } from "drizzle-orm"
import { companyKey, companyOf } from "../../db/company"
import { settings } from "../../db/schema"
import type { Ctx } from "../context"

/** The zone of the company preferences (CAM-2). */
export async function companyTimeZone(ctx: Pick<Ctx, "db">): Promise<string> {
  const [row] = await ctx.db.select().from(settings).where(eq(settings.key, companyKey))
  return companyOf(row?.value).timeZone ?? "UTC"
}
