import * as z from "zod"
import { notFound } from "../../core/errors"
import { isoOrNull } from "../../core/instant"
import type { Clause } from "../../engine/explain"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"

export const explainQuerySchema = z.object({ campaignId: z.string().min(1).max(64) })

export const explanationSchema = z
  .object({
    enrolled: z.boolean(),
    status: z.enum(["active", "failed", "completed", "exited", "cancelled", "notEntered"]),
    because: z.array(z.object({ rule: z.string(), holds: z.boolean(), actual: z.unknown(), expected: z.unknown() })),
    waitingFor: z
      .object({
        stepId: z.string(),
        type: z.string(),
        until: z.iso.datetime().nullable(),
        deliveryId: z.string().nullable(),
        frozen: z.boolean(),
        parked: z.string().nullable(),
      })
      .optional(),
  })
  .meta({ id: "Explanation" })

/** Why a member is or is not in a campaign's flow, by the engine's own rules (ANA-5). Throws notFound for either. */
export async function explainMember(
  ctx: Ctx,
  input: { id: string; campaignId: string },
): Promise<z.infer<typeof explanationSchema>> {
  await loadCampaign(ctx, input.campaignId, "any")
  const told = await ctx.members.explain(input.id, input.campaignId)
  if (told === null) throw notFound("member")
  const { waitingFor, because, ...rest } = told
  return {
    ...rest,
    because: because.map(clauseView),
    ...(waitingFor === null ? {} : { waitingFor: { ...waitingFor, until: isoOrNull(waitingFor.until) } }),
  }
}

/** Instants as the API writes them. */
function clauseView(clause: Clause): Clause {
  if (clause.rule !== "started" && clause.rule !== "notEnded") return clause
  return {
    ...clause,
    actual: isoOrNull(clause.actual as number),
    expected: isoOrNull(clause.expected as number | null),
  }
}
