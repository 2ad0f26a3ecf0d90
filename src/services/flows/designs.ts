import { hasBlocks, withDesignedHtml } from "../../content/design"
import type { Flow, Step } from "../../engine/flow"
import type { Ctx } from "../context"
import { brandOf } from "../messages/brand"

/** A flow in which the HTML of every email that is made of blocks is made from them anew (MSG-1). */
export async function withDesigns(ctx: Ctx, flow: Flow): Promise<Flow> {
  const designed = Object.entries(flow.steps).filter(([, step]) => hasBlocks(contentOf(step)))
  if (designed.length === 0) return flow
  const brand = await brandOf(ctx, contentOf(designed[0]?.[1]))
  const steps = designed.map(([id, step]): [string, Step] => {
    if (step.type === "email" && step.message) return [id, { ...step, message: withDesignedHtml(step.message, brand) }]
    if (step.type !== "crossEmail" || !step.override) return [id, step]
    return [id, { ...step, override: withDesignedHtml(step.override, brand) }]
  })
  return { ...flow, steps: { ...flow.steps, ...Object.fromEntries(steps) } }
}

/** What a step may hold in blocks. */
function contentOf(step: Step | undefined): object {
  if (step?.type === "email") return step.message ?? {}
  return step?.type === "crossEmail" ? (step.override ?? {}) : {}
}
