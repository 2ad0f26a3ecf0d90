import type { Words } from "./step-look"

/** "“Loan offer” of Spring", the message that a cross-campaign step reuses. */
export function reuseSummary(step: { campaignId: string; messageId: string }, { t, nameOf }: Words): string {
  if (step.campaignId === "" || step.messageId === "") return t.flow.summaries.noContent
  return t.flow.summaries.reuse(nameOf(step.messageId), nameOf(step.campaignId))
}
