import { Button, LinkButton } from "../components/button"
import { Choices } from "../components/choices"
import { Form, type FormErrors } from "../components/form"
import { TextField } from "../components/inputs"
import { LengthField, type LengthValue } from "../components/length-field"
import { NameList } from "../components/name-list"
import { PageHead } from "../components/page-head"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView } from "./campaign-head"
import { type HolderChoice, HolderField } from "./campaign-settings-goals"
import type { WorkflowKind } from "./workflows"

/** A workflow's settings as typed (WF-1). */
export interface WorkflowFormValues {
  name: string
  kind: WorkflowKind
  event: string
  timeZone: string
  lateness: LengthValue
  categoryId: string
  groupId: string
}

interface FormParts {
  values: WorkflowFormValues
  errors: FormErrors
  zones: string[]
  /** Names of events that are known. */
  events: string[]
  categories: HolderChoice[]
  groups: HolderChoice[]
}

export function WorkflowNewPage(props: FormParts) {
  const { t } = useUi()
  const w = t.workflows
  return (
    <Shell title={w.new}>
      <PageHead title={w.new} crumb={{ href: "/workflows", label: w.title }} />
      <Form id="workflow-form" action="/workflows/new" errors={props.errors}>
        <Fields {...props} isNew />
        <div class="form-foot">
          <Button look="primary">{w.create}</Button>
          <LinkButton href="/workflows" look="quiet">
            {t.actions.cancel}
          </LinkButton>
        </div>
      </Form>
    </Shell>
  )
}

interface WorkflowUse {
  id: string
  name: string
  kind: "flow" | "campaign" | "workflow"
  how: "attached" | "starts"
}

/** Settings of a workflow, and what uses it. */
export function WorkflowSettingsPage(props: FormParts & { campaign: CampaignHeadView; usedBy: WorkflowUse[] }) {
  const { t, user } = useUi()
  const w = t.workflows
  const { campaign, usedBy } = props
  return (
    <Shell title={`${campaign.name} · ${t.campaigns.tabs.settings}`}>
      <CampaignHead campaign={campaign} tab="settings" />
      <div class="columns">
        <Form id="workflow-form" action={`/workflows/${campaign.id}/settings`} errors={props.errors}>
          <Fields {...props} />
          {user?.canWrite && (
            <div class="form-foot">
              <Button look="primary">{t.actions.save}</Button>
            </div>
          )}
        </Form>
        <section class="panel" aria-labelledby="used-by">
          <h2 id="used-by">{w.usedBy}</h2>
          {usedBy.length === 0 && <p class="muted">{w.unused}</p>}
          <ul class="lines">
            {usedBy.map((use) => (
              <li key={`${use.id} ${use.how}`}>
                <a href={`/${use.kind === "workflow" ? "workflows" : "campaigns"}/${use.id}`}>{use.name}</a>{" "}
                <span class="muted">{w.how[use.how]}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Shell>
  )
}

function Fields({ values, errors, zones, events, categories, groups, isNew }: FormParts & { isNew?: boolean }) {
  const { t } = useUi()
  const w = t.workflows
  const s = t.settings.policy
  return (
    <>
      <TextField name="name" label={w.name} error={errors.name} value={values.name} required maxLength={200} />
      {isNew && (
        <Choices
          name="kind"
          label={w.kind}
          error={errors.kind}
          value={values.kind}
          options={(["standalone", "internal"] as const).map((value) => ({
            value,
            label: w.kinds[value],
            help: w.kindHelp[value],
          }))}
        />
      )}
      {(isNew || values.kind === "internal") && (
        <TextField
          name="event"
          label={w.trigger}
          help={w.triggerHelp}
          error={errors.event}
          value={values.event}
          list="events"
          maxLength={200}
          {...(isNew ? { optional: true } : {})}
        />
      )}
      <NameList id="events" names={events} />
      <TextField
        name="timeZone"
        label={w.timeZone}
        help={w.timeZoneHelp}
        error={errors.timeZone}
        value={values.timeZone}
        list="zones"
        required
      />
      <NameList id="zones" names={zones} />
      <LengthField name="lateness" label={w.lateness} error={errors.lateness} value={values.lateness} />
      {(categories.length > 0 || groups.length > 0) && (
        <div class="form-pair">
          <HolderField
            name="categoryId"
            label={s.category}
            chosen={values.categoryId}
            choices={categories}
            errors={errors}
          />
          <HolderField name="groupId" label={s.group} chosen={values.groupId} choices={groups} errors={errors} />
        </div>
      )}
    </>
  )
}
