import { Tabs } from "../components/tabs"
import { useUi } from "../ui"
import { type CampaignHeadView, homeOf } from "./campaign-head"

/** The pages of a flow, by where they live below the campaign or workflow. */
export const flowTabs = {
  chart: "flow",
  edit: "flow/edit",
  steps: "flow/steps",
  json: "flow/json",
  versions: "flow/versions",
  dryRun: "flow/dry-run",
}
export type FlowTab = keyof typeof flowTabs

/** The pages of one flow. */
export function FlowTabs({ campaign, tab }: { campaign: Pick<CampaignHeadView, "id" | "kind">; tab: FlowTab }) {
  const { t } = useUi()
  return (
    <Tabs
      label={t.flow.title}
      tabs={(Object.keys(flowTabs) as FlowTab[]).map((name) => ({
        href: `${homeOf(campaign)}/${flowTabs[name]}`,
        label: t.flowEdit.tabs[name],
        current: name === tab,
      }))}
    />
  )
}
