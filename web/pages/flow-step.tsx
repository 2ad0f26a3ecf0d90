import { outcomeName } from "../chart/flow-chart"
import { EnterSaves } from "../components/act-button"
import { Button, LinkButton } from "../components/button"
import { Form } from "../components/form"
import { TextField } from "../components/inputs"
import { MessageBody, type MessageContent } from "../components/message-body"
import { Notice } from "../components/notice"
import type { FormChoices } from "../forms/choices"
import { type FormView, fieldOf } from "../forms/form-view"
import { Shell } from "../layout/shell"
import { problemText } from "../problem-text"
import { type StepTypeName, stepFormOf } from "../steps/looks"
import { OutcomeField } from "../steps/outcome-field"
import { useUi } from "../ui"
import type { CampaignHeadView } from "./campaign-head"
import { homeOf } from "./campaign-head"
import { FlowConflict, type FlowNews, type TheirField } from "./flow-conflict"
import { StepHead } from "./flow-step-head"

/** One way out of a step; an optional one goes the way of `follows` when it is left open. */
export interface OutcomeView {
  name: string
  follows?: string | undefined
}

/** A saved message as an invented member would get it. */
interface SavedMessage {
  name: string
  content: MessageContent | null
  problem: string | null
  /** Address of an email's HTML. */
  frame: string
}

export interface StepPageProps {
  campaign: CampaignHeadView
  /** Null while it is new. */
  stepId: string | null
  type: StepTypeName
  form: FormView
  choices: FormChoices
  outcomes: readonly OutcomeView[]
  /** Where the form posts to. */
  action: string
  etag: string
  seen: string
  /** Hidden fields that say where a new step goes. */
  carried: Record<string, string | string[]>
  problems: readonly { code: string; message: string }[]
  /** Members on the step now. */
  members: number
  conflict?: { news: FlowNews; fields: TheirField[] } | undefined
  /** The saved message that the step sends, as it is stored. */
  saved?: SavedMessage | undefined
  /** Why the flow cannot be edited; null when it can. */
  locked: string | null
}

/** One step of a flow: its name, what its type asks for, and where its outcomes lead (FLOW-1). */
export function FlowStepPage(props: StepPageProps) {
  const { campaign, stepId, type, form, choices, action, etag, seen, carried, problems, conflict, saved, locked } =
    props
  const { t, user } = useUi()
  const s = t.stepForms
  const { Fields, ownOutcomes } = stepFormOf(type)
  const home = homeOf(campaign)
  const title = stepId === null ? t.flowEdit.newStep(t.flow.types[type]) : fieldOf(form, "name").value || stepId
  const editor = user?.canWrite && locked === null ? editorOf(props) : null
  const stepName = (id: string) => choices.steps.find((step) => step.id === id)?.name ?? id
  return (
    <Shell title={`${title} · ${campaign.name}`}>
      <StepHead campaign={campaign} type={type} title={title} stepId={stepId} members={props.members} />
      {locked !== null && (
        <Notice>
          <p>{locked}</p>
        </Notice>
      )}
      {problems.length > 0 && (
        <Notice tone="attention" title={t.flow.problems(problems.length)}>
          <ul class="bullets">
            {problems.map((problem) => (
              <li key={`${problem.code} ${problem.message}`}>{problemText(t, problem)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Form id="step-form" action={action} errors={form.errors}>
        <EnterSaves />
        {conflict && <FlowConflict news={conflict.news} fields={conflict.fields} stepName={stepName} />}
        <input type="hidden" name="etag" value={etag} />
        <input type="hidden" name="seen" value={seen} />
        <input type="hidden" name="type" value={type} />
        {Object.entries(carried).flatMap(([name, value]) =>
          [value].flat().map((one) => <input key={`${name} ${one}`} type="hidden" name={name} value={one} />),
        )}
        <TextField {...fieldOf(form, "name")} label={s.name} help={s.nameHelp} maxLength={200} />
        {editor !== null && (
          <div class="row">
            <LinkButton href={editor} icon="pencil">
              {t.messageEditor.open}
            </LinkButton>
            <span class="field-help">{t.messageEditor.openHelp}</span>
          </div>
        )}
        <div class="step-fields">
          <Fields form={form} choices={choices} />
        </div>
        {type === "exportPdf" && stepId !== null && (
          <div class="row">
            <a
              class="button"
              data-look="plain"
              href={`${home}/flow/steps/${stepId}/document`}
              target="_blank"
              rel="noopener"
            >
              {s.exportPdf.preview}
            </a>
            <span class="field-help">{s.exportPdf.previewHelp}</span>
          </div>
        )}
        {saved && (
          <section class="panel stack" aria-label={s.message.preview}>
            <h2>{s.message.preview}</h2>
            {saved.content === null ? (
              <p>{saved.problem}</p>
            ) : (
              <MessageBody content={saved.content} name={saved.name} frame={saved.frame} />
            )}
          </section>
        )}
        {!ownOutcomes && <OutcomeFields {...props} />}
        {user?.canWrite && locked === null && (
          <div class="form-foot">
            <Button look="primary">{conflict ? t.flowEdit.saveMine : t.flowEdit.saveStep}</Button>
            <LinkButton href={`${home}/flow/steps${stepId === null ? "" : `#edit-${stepId}`}`} look="quiet">
              {t.actions.cancel}
            </LinkButton>
          </div>
        )}
      </Form>
    </Shell>
  )
}

const messaging: readonly StepTypeName[] = ["email", "sms", "push", "crossEmail", "crossSms", "crossPush"]

/** Where the message of a step is written; null: it sends none, or is not saved yet. */
function editorOf({ campaign, stepId, type, saved }: StepPageProps): string | null {
  if (stepId === null || !messaging.includes(type)) return null
  if (type.startsWith("cross") && saved === undefined) return null
  return `${homeOf(campaign)}/flow/steps/${encodeURIComponent(stepId)}/message`
}

/** A select for each way out. */
function OutcomeFields({ outcomes, form, choices }: StepPageProps) {
  const { t } = useUi()
  const s = t.stepForms.outcomes
  if (outcomes.length === 0) return null
  return (
    <fieldset class="form-section" id="f-outcomes">
      <legend>{s.title}</legend>
      {outcomes.map(({ name, follows }) => (
        <OutcomeField
          key={name}
          {...fieldOf(form, `outcomes.${name}`)}
          label={s.to(outcomeName(t, name))}
          {...(follows === undefined ? {} : { help: s.follows(outcomeName(t, follows)), optional: true })}
          choices={choices}
        />
      ))}
    </fieldset>
  )
}
