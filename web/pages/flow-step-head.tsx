import { LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { PageHead } from "../components/page-head"
import { formatNumber } from "../locales/format"
import { type StepTypeName, stepLooks } from "../steps/looks"
import { useUi } from "../ui"
import { type CampaignHeadView, homeOf } from "./campaign-head"

interface StepHeadProps {
  campaign: CampaignHeadView
  type: StepTypeName
  title: string
  stepId: string | null
  members: number
}

/** Title of a step's page: its type, who is on it now, and the way back to the flow. */
export function StepHead({ campaign, type, title, stepId, members }: StepHeadProps) {
  const { t, locale, user } = useUi()
  const home = homeOf(campaign)
  return (
    <div class="stack">
      <PageHead
        title={title}
        crumb={{ href: `${home}/flow/steps`, label: campaign.name }}
        chip={
          <>
            <Chip icon={stepLooks[type].icon}>{t.flow.types[type]}</Chip>
            {members > 0 && <Chip icon="users">{t.flowEdit.here(members, formatNumber(locale, members))}</Chip>}
          </>
        }
        actions={
          stepId !== null &&
          user?.canWrite && (
            <LinkButton href={`${home}/flow/steps/${stepId}/remove`} look="quiet" icon="trash" dialog>
              {t.flowEdit.removeShort}
            </LinkButton>
          )
        }
      />
      <p class="muted">{t.steps[type].help}</p>
    </div>
  )
}
