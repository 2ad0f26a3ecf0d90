import type { ComponentChildren } from "preact"
import type { CanvasProps } from "../islands/flow-editor/types"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"
import { FlowTabs } from "./flow-tabs"

interface FlowCanvasPageProps {
  campaign: CampaignHeadView
  props: CanvasProps
  /** The plain list, for browsers without script. */
  children: ComponentChildren
}

/** The flow editor (UI-3): its script draws the canvas; without script there is the plain list of steps. */
export function FlowCanvasPage({ campaign, props, children }: FlowCanvasPageProps) {
  const { t } = useUi()
  return (
    <Shell title={`${campaign.name} · ${t.flowEdit.tabs.edit}`} wide>
      <link rel="stylesheet" href="/flow-editor.css" />
      <CampaignHead campaign={campaign} tab="flow" publishesBelow />
      <FlowTabs campaign={campaign} tab="edit" />
      <noscript>
        <p>
          <a href={`${homeOf(campaign)}/flow/steps`}>{t.canvas.plain}</a>
        </p>
        {children}
      </noscript>
      <section
        class="canvas-frame"
        aria-label={t.canvas.title}
        data-island="flow-editor"
        data-props={JSON.stringify(props)}
      >
        <p class="canvas-loading muted">{t.canvas.loading}</p>
      </section>
    </Shell>
  )
}
