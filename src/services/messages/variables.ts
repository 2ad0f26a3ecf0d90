import { variablesOfFlow } from "../../content/variables"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { variablesIn } from "../flows/check"
import { loadDraft } from "../flows/get"
import { formChoices } from "../overview/form-choices"

/**
 * Variables that the author of a message can choose from: what its flow offers (of a saved message: its campaign), with
 * the names of attributes that members have.
 * @param input.stepId the step whose message it is; null: a saved message
 */
export async function variableChoices(
  ctx: Ctx,
  input: { campaignId: string; stepId: string | null },
): Promise<string[]> {
  const campaign = await loadCampaign(ctx, input.campaignId, "any")
  const dataFields = campaign.row.settings.dataFields ?? []
  const [{ attributes }, known] = await Promise.all([
    formChoices(ctx, { campaignId: input.campaignId }),
    input.stepId === null
      ? variablesOfFlow({
          dataFields: dataFields.map((field) => field.name),
          occasionIds: [],
          documentSteps: [],
          callsService: false,
        })
      : loadDraft(ctx, campaign).then(({ flow }) => variablesIn(flow, dataFields)),
  ])
  const whole = new Set(["member.attributes", "data", "answer"])
  const named = attributes.map((name) => `member.attributes.${name}`)
  return [...named, ...known.filter((name) => !name.endsWith("*") && !whole.has(name))]
}
