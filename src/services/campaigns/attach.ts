import { and, eq } from "drizzle-orm"
import type { FieldError } from "../../core/errors"
import { campaigns } from "../../db/schema"
import { type Flow, flowSchema } from "../../engine/flow"
import type { Ctx } from "../context"
import { publishedFlow } from "../flows/published"
import type { CampaignRow } from "./row"

/**
 * The flow of a published workflow version, for a campaign that takes it as its own (WF-2).
 * @returns the flow, or what is wrong with the choice
 */
export async function attachedFlow(
  ctx: Ctx,
  kind: CampaignRow["kind"],
  workflow: { id: string; version: number },
): Promise<Flow | FieldError[]> {
  const wrong = (path: string, code: string, message: string): FieldError[] => [{ path, code, message }]
  if (kind !== "flow") return wrong("workflow", "noFlow", "Only a campaign flow can have a workflow.")
  const found = await findWorkflow(ctx, workflow.id)
  if (found === null) return wrong("workflow.id", "notFound", "No such workflow.")
  if (found.workflowKind === "internal") {
    return wrong("workflow.id", "internal", "An internal workflow runs on its event, not in a campaign.")
  }
  if (found.status === "archived") return wrong("workflow.id", "archived", "The workflow is archived.")
  const published = await publishedFlow(ctx, workflow.id, workflow.version)
  if (published === null) return wrong("workflow.version", "notPublished", "There is no such published version.")
  return flowSchema.parse(published.flow)
}

async function findWorkflow(ctx: Ctx, id: string): Promise<CampaignRow | null> {
  const [row] = await ctx.db
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.id, id), eq(campaigns.kind, "workflow")))
  return row ?? null
}
