import { desc } from "drizzle-orm"
import * as z from "zod"
import { isoOf } from "../../core/instant"
import { providerErrors } from "../../db/schema"
import type { Ctx } from "../context"
import { channels } from "./schema"

/** Shown at once: the latest. */
const errorsMax = 20

export const providerErrorSchema = z
  .object({
    channel: z.enum(channels),
    kind: z.string(),
    detail: z.string(),
    /** How many messages met with it. */
    n: z.number().int(),
    firstAt: z.iso.datetime(),
    lastAt: z.iso.datetime(),
  })
  .meta({ id: "ProviderError" })

/** What providers had against messages in the last 14 days, the latest first, each thing said once (OPS-2). */
export async function listProviderErrors(ctx: Ctx) {
  const rows = await ctx.db.select().from(providerErrors).orderBy(desc(providerErrors.lastAt)).limit(errorsMax)
  const items = rows.flatMap(({ channel, firstAt, lastAt, ...row }) => {
    const known = channels.find((one) => one === channel)
    return known === undefined ? [] : [{ ...row, channel: known, firstAt: isoOf(firstAt), lastAt: isoOf(lastAt) }]
  })
  return { items, nextCursor: null }
}
