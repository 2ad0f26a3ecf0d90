import type { Channel, ContactPolicy } from "../../src/engine/types"
import { ActButton, EnterSaves } from "../components/act-button"
import { Button, LinkButton } from "../components/button"
import { Choices } from "../components/choices"
import { FieldNotes } from "../components/field"
import { Form, type FormErrors } from "../components/form"
import { NumberField, TextareaField, TextField, TimeField } from "../components/inputs"
import { LengthField, LengthInputs, type LengthValue } from "../components/length-field"
import { PageHead } from "../components/page-head"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { type HolderKind, holderPath, PolicyLines } from "./categories"

export interface CapValues {
  channel: Channel
  max: string
  per: LengthValue
}

/** The form of a category or group, as typed. */
export interface HolderFormValues {
  name: string
  priority: string
  caps: CapValues[]
  minGap: LengthValue
  quietFrom: string
  quietTo: string
  /** 1 = Monday. */
  weekdays: string[]
  /** One date a line. */
  holidays: string
  over: "defer" | "skip"
}

interface HolderFormProps {
  kind: HolderKind
  /** Edits this one; null makes a new one. */
  holder: { id: string; name: string; policy: ContactPolicy } | null
  values: HolderFormValues
  errors: FormErrors
  campaigns: { id: string; name: string }[]
}

/** Create or edit a category or group with its whole contact policy (POL-1, POL-2). */
export function HolderFormPage({ kind, holder, values, errors, campaigns }: HolderFormProps) {
  const { t, user } = useUi()
  const p = t.policies
  const home = holderPath[kind]
  const title = holder?.name ?? p.new[kind]
  const action = holder === null ? `${home}/new` : `${home}/${holder.id}`
  return (
    <Shell title={title}>
      <PageHead
        title={title}
        label={holder === null ? "" : p.edit[kind]}
        crumb={{ href: home, label: p.titles[kind] }}
        actions={
          holder !== null &&
          user?.canWrite && (
            <LinkButton href={`${home}/${holder.id}/remove`} look="quiet" icon="trash" dialog>
              {p.remove[kind]}
            </LinkButton>
          )
        }
      />
      <div class={holder === null ? "" : "columns"}>
        <Form id="holder-form" action={action} errors={errors}>
          <EnterSaves />
          <fieldset class="form-section">
            <legend>{p.sections.general}</legend>
            <TextField name="name" label={p.name} error={errors.name} value={values.name} required maxLength={200} />
            <NumberField
              name="priority"
              label={p.priority}
              help={p.priorityHelp}
              error={errors.priority}
              value={values.priority}
              min={0}
              max={1000}
            />
          </fieldset>
          <PolicyFields values={values} errors={errors} />
          {user?.canWrite && (
            <div class="form-foot">
              <Button look="primary">{holder === null ? p.create[kind] : p.save}</Button>
              {holder === null && (
                <LinkButton href={home} look="quiet">
                  {t.actions.cancel}
                </LinkButton>
              )}
            </div>
          )}
        </Form>
        {holder !== null && (
          <div class="stack">
            <section class="panel" aria-labelledby="in-words">
              <h2 id="in-words">{p.columns.policy}</h2>
              <PolicyLines policy={holder.policy} />
            </section>
            <section class="panel" aria-labelledby="used-by">
              <h2 id="used-by">{p.usedBy}</h2>
              {campaigns.length === 0 && <p class="muted">{p.unused}</p>}
              <ul class="lines">
                {campaigns.map((campaign) => (
                  <li key={campaign.id}>
                    <a href={`/campaigns/${campaign.id}`}>{campaign.name}</a>
                  </li>
                ))}
              </ul>
            </section>
          </div>
        )}
      </div>
    </Shell>
  )
}

function PolicyFields({ values, errors }: { values: HolderFormValues; errors: FormErrors }) {
  const { t } = useUi()
  const p = t.policies
  return (
    <>
      <fieldset class="form-section">
        <legend>{p.sections.caps}</legend>
        <CapRows caps={values.caps} error={errors.caps} />
        <LengthField
          name="minGap"
          label={p.minGap}
          help={p.minGapHelp}
          error={errors.minGap}
          value={values.minGap}
          optional
        />
        <Choices
          name="over"
          label={p.over}
          error={errors.over}
          value={values.over}
          options={[
            { value: "defer", label: p.overDefer, help: p.overDeferHelp },
            { value: "skip", label: p.overSkip, help: p.overSkipHelp },
          ]}
        />
      </fieldset>
      <fieldset class="form-section">
        <legend>{p.sections.hours}</legend>
        <fieldset
          class="choices"
          id="f-quietHours"
          aria-describedby={errors.quietHours ? "f-quietHours-error" : undefined}
        >
          <legend>{p.quiet}</legend>
          <div class="form-pair">
            <TimeField name="quietFrom" label={p.from} value={values.quietFrom} optional />
            <TimeField name="quietTo" label={p.to} value={values.quietTo} optional />
          </div>
          <FieldNotes name="quietHours" help={p.quietHelp} error={errors.quietHours} />
        </fieldset>
        <Choices
          name="weekdays"
          label={p.weekdays}
          error={errors.weekdays}
          value={values.weekdays}
          options={t.flow.weekdays.map((label, i) => ({ value: String(i + 1), label }))}
          inline
        />
        <TextareaField
          name="holidays"
          label={p.holidays}
          help={p.holidaysHelp}
          error={errors.holidays}
          value={values.holidays}
          rows={4}
          optional
        />
      </fieldset>
    </>
  )
}

const channels: Channel[] = ["email", "sms", "push"]

/** "At most 2 emails in 7 days", a row a limit; rows are added and removed by posting the form. */
function CapRows({ caps, error }: { caps: CapValues[]; error?: string | undefined }) {
  const { t, user } = useUi()
  const p = t.policies
  return (
    <fieldset class="choices" id="f-caps" aria-describedby={error ? "f-caps-error" : undefined}>
      <legend>{p.caps}</legend>
      {caps.length === 0 && <p class="muted small">{p.noCaps}</p>}
      {caps.map((cap, i) => (
        <div class="cap" key={i}>
          <span>{p.cap.atMost}</span>
          <input
            class="input cap-number"
            type="number"
            name={`caps.${i}.max`}
            min={0}
            max={1000}
            value={cap.max}
            aria-label={p.cap.number(i + 1)}
          />
          <select class="input" name={`caps.${i}.channel`} aria-label={p.cap.channel(i + 1)}>
            {channels.map((channel) => (
              <option key={channel} value={channel} selected={channel === cap.channel}>
                {t.sending.channels[channel]}
              </option>
            ))}
          </select>
          <span>{p.cap.in}</span>
          <LengthInputs name={`caps.${i}.per`} label={p.cap.period(i + 1)} value={cap.per} />
          {user?.canWrite && (
            <ActButton icon="close" iconOnly act={`remove:caps.${i}`}>
              {p.cap.remove(i + 1)}
            </ActButton>
          )}
        </div>
      ))}
      {user?.canWrite && (
        <div class="row">
          <ActButton look="plain" icon="plus" act="add:caps">
            {p.addCap}
          </ActButton>
        </div>
      )}
      <FieldNotes name="caps" help={p.capsHelp} error={error} />
    </fieldset>
  )
}
