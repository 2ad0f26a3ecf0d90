import { EnterSaves } from "../components/act-button"
import { Button, LinkButton } from "../components/button"
import { Form } from "../components/form"
import { TextField } from "../components/inputs"
import { LiveCount, type MatchCount } from "../components/live-count"
import { ColumnsPlace, MembersFile } from "../components/members-file"
import { PageHead } from "../components/page-head"
import { RuleBuilder } from "../components/rule-builder"
import { type Option, ShapeField } from "../components/select"
import type { FormChoices } from "../forms/choices"
import { type FormView, fieldOf } from "../forms/form-view"
import { facts } from "../forms/rule-facts"
import { rawOf } from "../forms/values"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

interface SegmentFormProps {
  form: FormView
  choices: FormChoices
  /** Counted without script; undefined: the page asks by itself. */
  counted?: MatchCount | undefined
}

/** What a member has only within a flow is nothing to make a segment of. */
const segmentFacts = facts.filter((fact) => fact !== "message" && fact !== "campaignData" && fact !== "webService")

/** A new segment: a list, which may start from another segment or a file, or a rule (MEM-4). */
export function SegmentNewPage({ form, choices, counted }: SegmentFormProps) {
  const { t } = useUi()
  const s = t.people.segments
  const isRule = rawOf(form.values, "kind") === "rule"
  const fromFile = !isRule && rawOf(form.values, "start") === "file"
  return (
    <Shell title={s.createTitle}>
      <PageHead title={s.createTitle} crumb={{ href: "/segments", label: s.title }} />
      <Form
        id="segment-form"
        action="/segments/new"
        errors={form.errors}
        {...(fromFile ? { upload: "/segments/new" } : {})}
      >
        <EnterSaves />
        <TextField {...fieldOf(form, "name")} label={s.name} required maxLength={200} />
        <ShapeField
          {...fieldOf(form, "kind")}
          label={s.kind}
          value={isRule ? "rule" : "list"}
          help={isRule ? s.kindHelp.rule : s.kindHelp.list}
          options={(["list", "rule"] as const).map((kind) => ({ value: kind, label: s.kinds[kind] }))}
        />
        {isRule ? (
          <>
            <RuleSource form={form} choices={choices} />
            <RuleFields form={form} choices={choices} counted={counted} />
          </>
        ) : (
          <ShapeField
            {...fieldOf(form, "start")}
            label={s.start}
            none={s.startEmpty}
            options={[
              { value: "file", label: s.startFile },
              { value: "everyone", label: s.everyone, group: s.startMembers },
              ...choices.segments.map((segment) => optionOf(segment, s.startMembers)),
            ]}
          />
        )}
        {fromFile && (
          <>
            <MembersFile error={form.errors.file} />
            <ColumnsPlace />
          </>
        )}
        <div class="form-foot">
          <Button look="primary">{s.submit}</Button>
          <LinkButton href="/segments" look="quiet">
            {t.actions.cancel}
          </LinkButton>
        </div>
      </Form>
    </Shell>
  )
}

/** Name and, of a rule segment, condition. */
export function SegmentEditPage({ segment, ...shown }: SegmentFormProps & { segment: SegmentHead }) {
  const { t } = useUi()
  const s = t.people.segments
  const home = `/segments/${segment.id}`
  const title = s.editTitle(segment.name)
  return (
    <Shell title={title}>
      <PageHead title={title} crumb={{ href: home, label: segment.name }} />
      <Form id="segment-form" action={`${home}/edit`} errors={shown.form.errors}>
        <EnterSaves />
        <TextField {...fieldOf(shown.form, "name")} label={s.name} required maxLength={200} />
        {segment.kind === "rule" && (
          <>
            <RuleFields {...shown} />
            <p class="muted">{s.editRuleHelp}</p>
          </>
        )}
        <div class="form-foot">
          <Button look="primary">{t.actions.save}</Button>
          <LinkButton href={home} look="quiet">
            {t.actions.cancel}
          </LinkButton>
        </div>
      </Form>
    </Shell>
  )
}

interface SegmentHead {
  id: string
  name: string
  kind: "everyone" | "list" | "rule"
}

/** Takes the condition of another segment to go on from. */
function RuleSource({ form, choices }: SegmentFormProps) {
  const { t } = useUi()
  const s = t.people.segments
  const sources = choices.segments.filter((segment) => segment.kind === "rule")
  if (sources.length === 0) return null
  return (
    <ShapeField
      {...fieldOf(form, "start")}
      label={s.startRule}
      none={s.startNoRule}
      options={sources.map((segment) => optionOf(segment))}
    />
  )
}

function RuleFields({ form, choices, counted }: SegmentFormProps) {
  const { t } = useUi()
  const s = t.people.segments
  return (
    <>
      <RuleBuilder
        name="rule"
        label={s.condition}
        help={t.rules.help}
        form={form}
        choices={choices}
        facts={segmentFacts}
      />
      <LiveCount of={JSON.stringify([...form.values])} counted={counted} />
    </>
  )
}

function optionOf({ id, name }: { id: string; name: string }, group?: string): Option {
  return { value: id, label: name, ...(group === undefined ? {} : { group }) }
}
