import { sql } from "drizzle-orm"
import { campaigns, messages, occasions } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import { referencesIn } from "../../engine/uses"
import type { Ctx } from "../context"

/** Names of the campaigns, workflows, occasions and saved messages that a flow refers to, by id. */
export async function referenceNames(ctx: Ctx, input: { flow: Flow }): Promise<Record<string, string>> {
  const refs = referencesIn(input.flow).map((one) => one.ref)
  const ofMessages = Object.values(input.flow.steps).flatMap((step) =>
    "messageId" in step && step.messageId ? [step.messageId] : [],
  )
  if (refs.length + ofMessages.length === 0) return {}
  const among = (ids: readonly string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`
  const found = await ctx.db.batch([
    ctx.db
      .select({ id: campaigns.id, name: campaigns.name })
      .from(campaigns)
      .where(sql`${campaigns.id} IN ${among(refs)}`),
    ctx.db
      .select({ id: occasions.id, name: occasions.name })
      .from(occasions)
      .where(sql`${occasions.id} IN ${among(refs)}`),
    ctx.db
      .select({ id: messages.id, name: messages.name })
      .from(messages)
      .where(sql`${messages.id} IN ${among(ofMessages)}`),
  ])
  return Object.fromEntries(found.flat().map(({ id, name }) => [id, name]))
}
