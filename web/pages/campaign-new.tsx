import { Button, LinkButton } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { Icon } from "../components/icon"
import { Notice } from "../components/notice"
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
        <a class="kind" href="/campaigns/new/regular">
          <Icon name="campaigns" />
          <h2>{c.kinds.regular}</h2>
          <p class="muted">{c.kinds.regularText}</p>
        </a>
      </div>
    </Shell>
  )
}

interface NewCampaignProps {
  kind: "flow" | "campaign"
  values: CampaignFormValues
  errors: FormErrors
  segments: SegmentChoice[]
  zones: string[]
}

/** New Campaign → Campaign Flow, or a regular campaign (CAM-2). */
export function CampaignNewPage({ kind, values, errors, segments, zones }: NewCampaignProps) {
  const { t } = useUi()
  const c = t.campaigns
  const isFlow = kind === "flow"
  const title = isFlow ? c.create.title : c.create.regularTitle
  return (
    <Shell title={title}>
      <PageHead
        title={title}
        label={isFlow ? c.label : c.labelRegular}
        crumb={{ href: "/campaigns", label: c.title }}
      />
      {isFlow && segments.length === 0 && (
        <Notice title={c.fields.noSegments}>
          <p>{c.fields.noSegmentsText}</p>
          <div class="row">
            <LinkButton href="/segments/new" icon="plus">
              {c.fields.newSegment}
            </LinkButton>
          </div>
        </Notice>
      )}
      <Form id="campaign-form" action={`/campaigns/new/${isFlow ? "flow" : "regular"}`} errors={errors}>
        <GeneralFields values={values} errors={errors} zones={zones} />
        <AudienceFields values={values} errors={errors} segments={segments} regular={!isFlow} />
        <div class="form-foot">
          <Button look="primary">{isFlow ? c.create.submit : c.create.regularSubmit}</Button>
          <LinkButton href="/campaigns" look="quiet">
            {t.actions.cancel}
          </LinkButton>
        </div>
      </Form>
    </Shell>
  )
}
