import type { Flow } from "../../engine/flow"
import type { Problem } from "../../engine/validate"
import type { Ctx } from "../context"
import { getCompany } from "./verbs"

const emailTypes: readonly string[] = ["email", "crossEmail"]

/** What the company has not said although emails should have it (MSG-4): warnings for people, nothing waits for them. */
export async function mailGaps(ctx: Ctx): Promise<Problem[]> {
  const [{ postalAddress }, origin] = await Promise.all([getCompany(ctx), ctx.publicOrigin()])
  const level = "warning" as const
  return [
    ...(postalAddress === null
      ? [{ code: "noPostalAddress", message: "The company has no postal address: emails must carry one.", level }]
      : []),
    ...(origin.startsWith("https://")
      ? []
      : [{ code: "noPublicAddress", message: `Links in messages begin with "${origin}", which is not https.`, level }]),
  ]
}

/** The same for a flow that is to be published: only where it sends emails. */
export async function mailGapsOf(ctx: Ctx, flow: Flow): Promise<Problem[]> {
  return Object.values(flow.steps).some((step) => emailTypes.includes(step.type)) ? await mailGaps(ctx) : []
}
