import { Button, LinkButton } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { Icon } from "../components/icon"
import { PageHead } from "../components/page-head"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { AudienceFields, type CampaignFormValues, GeneralFields, type SegmentChoice } from "./campaign-fields"

/** New Campaign: what kind? */
export function CampaignKindPage() {
  const { t } = useUi()
  const c = t.campaigns
  return (
    <Shell title={c.kinds.title}>
      <PageHead title={c.kinds.title} crumb={{ href: "/campaigns", label: c.title }} />
      <div class="kinds">
        <a class="kind" href="/campaigns/new/flow">
          <Icon name="flow" />
          <h2>{c.kinds.flow}</h2>
          <p class="muted">{c.kinds.flowText}</p>
        </a>
      </div>
    </Shell>
  )
}

interface NewFlowProps {
  values: CampaignFormValues
  errors: FormErrors
  segments: SegmentChoice[]
  zones: string[]
}

/** New Campaign → Campaign Flow (CAM-2). */
export function CampaignNewPage({ values, errors, segments, zones }: NewFlowProps) {
  const { t } = useUi()
  const c = t.campaigns
  return (
    <Shell title={c.create.title}>
      <PageHead title={c.create.title} label={c.label} crumb={{ href: "/campaigns", label: c.title }} />
      <Form id="campaign-form" action="/campaigns/new/flow" errors={errors}>
        <GeneralFields values={values} errors={errors} zones={zones} />
        <AudienceFields values={values} errors={errors} segments={segments} />
        <div class="form-foot">
          <Button look="primary">{c.create.submit}</Button>
          <LinkButton href="/campaigns" look="quiet">
            {t.actions.cancel}
          </LinkButton>
        </div>
      </Form>
    </Shell>
  )
}
