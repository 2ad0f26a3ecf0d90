import type { ComponentChildren } from "preact"
import { EnterSaves } from "../components/act-button"
import { Button } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { Tabs } from "../components/tabs"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView } from "./campaign-head"

/** The tabs of a campaign's settings, in their order. */
export const settingsTabs = ["general", "goals", "unsubscribe", "messages", "data", "export"] as const
export type SettingsTab = (typeof settingsTabs)[number]

/** Where a tab of the settings lives. */
export function settingsPath(campaignId: string, tab: SettingsTab): string {
  return `/campaigns/${campaignId}/settings${tab === "general" ? "" : `/${tab}`}`
}

interface FrameProps {
  campaign: CampaignHeadView
  tab: SettingsTab
  errors: FormErrors
  children: ComponentChildren
}

/** One tab of a campaign's settings: a form of its own, so that saving one leaves the others alone. */
export function SettingsFrame({ campaign, tab, errors, children }: FrameProps) {
  const { t, user } = useUi()
  const action = settingsPath(campaign.id, tab)
  return (
    <Shell title={`${campaign.name} · ${t.settings.tabs[tab]}`}>
      <SettingsHead campaign={campaign} tab={tab} />
      <Form id="campaign-form" action={action} errors={errors}>
        <EnterSaves />
        {children}
        {user?.canWrite && (
          <div class="form-foot">
            <Button look="primary">{t.actions.save}</Button>
          </div>
        )}
      </Form>
    </Shell>
  )
}

/** Head and tabs of a campaign's settings. */
export function SettingsHead({ campaign, tab }: { campaign: CampaignHeadView; tab: SettingsTab }) {
  const { t } = useUi()
  return (
    <>
      <CampaignHead campaign={campaign} tab="settings" />
      <Tabs
        label={t.settings.tabs.label}
        tabs={settingsTabs.map((one) => ({
          href: settingsPath(campaign.id, one),
          label: t.settings.tabs[one],
          current: one === tab,
        }))}
      />
    </>
  )
}
