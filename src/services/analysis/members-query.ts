import * as z from "zod"
import { pageOf, pageQueryShape } from "../page"

/** Numbers that members can be found behind. `entered` and `left` of a step are read from the journal. */
export const memberListMetrics = [
  ...(["entered", "reached", "engaged", "converted", "dismissed", "unsubscribed"] as const),
  ...(["sent", "delivered", "bounced", "opened", "clicked"] as const),
  ...(["current", "left", "skipped", "failed", "cancelled"] as const),
] as const

export const analysisMembersQuerySchema = z.object({
  ...pageQueryShape,
  metric: z.enum(memberListMetrics),
  stepId: z.string().max(100).optional(),
  channel: z.enum(["email", "sms", "push"]).optional(),
  /** Of `skipped`: the reason; of `left`: the outcome. */
  reason: z.string().max(100).optional(),
  /** Instants; `to` is the first one after. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
})
export type MembersQuery = z.infer<typeof analysisMembersQuerySchema>

export const memberBehindSchema = z
  .object({
    memberId: z.string(),
    at: z.iso.datetime(),
    stepId: z.string().optional(),
    channel: z.string().optional(),
    deliveryId: z.string().optional(),
    runId: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: "MemberBehind" })
export const memberBehindPageSchema = pageOf(memberBehindSchema)
export type MemberBehind = z.infer<typeof memberBehindSchema>
