import { EnterSaves } from "../components/act-button"
import { Button } from "../components/button"
import { Form } from "../components/form"
import { Icon } from "../components/icon"
import { DateField, EmailField, TextField, TimeField } from "../components/inputs"
import { LengthField } from "../components/length-field"
import { MessageBody, type MessageContent } from "../components/message-body"
import { Notice } from "../components/notice"
import { SelectField } from "../components/select"
import { Time } from "../components/time"
import { type DryRunLine, dryRunWords } from "../dry-run-words"
import { type FormView, fieldOf } from "../forms/form-view"
import { lengthIn } from "../forms/length"
import { Shell } from "../layout/shell"
import { Rows } from "../steps/rows"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"
import { FlowTabs } from "./flow-tabs"

interface DryRunProps {
  campaign: CampaignHeadView
  form: FormView
  /** Numbers of the published versions, newest first. */
  versions: number[]
  /** What was played; null before the first play. */
  lines: DryRunLine[] | null
  /** Address of the HTML of what the line at this place would send; null: it has none of its own. */
  frameOf(line: number): string | null
  stepNames: Record<string, string>
}

/** Tries a flow out for one member: who, when, what they will do, and then what happens (ANA-6). */
export function FlowDryRunPage(props: DryRunProps) {
  const { campaign, form, versions, lines } = props
  const { t } = useUi()
  const d = t.flowEdit.dryRun
  return (
    <Shell title={`${campaign.name} · ${t.flowEdit.tabs.dryRun}`} wide>
      <CampaignHead campaign={campaign} tab="flow" />
      <FlowTabs campaign={campaign} tab="dryRun" />
      <p class="muted">{d.text}</p>
      <div class="split" id="dry-run">
        <Form id="dry-run-form" action={`${homeOf(campaign)}/flow/dry-run`} errors={form.errors} plain>
          <EnterSaves />
          <SelectField
            {...fieldOf(form, "version")}
            label={d.which}
            options={[
              { value: "draft", label: d.draft },
              ...versions.map((n) => ({ value: String(n), label: t.flowEdit.versions.name(n) })),
            ]}
          />
          <MemberFields form={form} />
          <div class="form-pair">
            <DateField {...fieldOf(form, "startDate")} label={d.startDate} help={d.startHelp(campaign.timeZone)} />
            <TimeField {...fieldOf(form, "startTime")} label={d.startTime} />
          </div>
          <EventRows form={form} />
          <div class="form-foot">
            <Button look="primary" icon="play">
              {d.run}
            </Button>
          </div>
        </Form>
        {lines && <DryRunResult {...props} lines={lines} />}
      </div>
    </Shell>
  )
}

function MemberFields({ form }: { form: FormView }) {
  const { t } = useUi()
  const d = t.flowEdit.dryRun
  return (
    <>
      <TextField {...fieldOf(form, "memberId")} label={d.member} help={d.memberHelp} optional />
      <div class="form-pair">
        <EmailField {...fieldOf(form, "member.email")} label={d.email} optional />
        <TextField {...fieldOf(form, "member.phone")} label={d.phone} optional />
        <TextField {...fieldOf(form, "member.locale")} label={d.locale} optional />
        <TextField {...fieldOf(form, "member.timeZone")} label={d.timeZone} optional />
      </div>
      <Rows
        at="attributes"
        legend={d.attributes}
        help={t.rules.help}
        add={d.addAttribute}
        remove={d.removeAttribute}
        form={form}
        row={(at) => (
          <>
            <TextField {...fieldOf(form, `${at}.name`)} label={d.attribute} />
            <TextField {...fieldOf(form, `${at}.value`)} label={d.value} />
          </>
        )}
      />
    </>
  )
}

function EventRows({ form }: { form: FormView }) {
  const { t } = useUi()
  const d = t.flowEdit.dryRun
  return (
    <Rows
      at="events"
      legend={d.events}
      help={d.eventsHelp}
      add={d.addEvent}
      remove={d.removeEvent}
      form={form}
      row={(at) => (
        <>
          <TextField {...fieldOf(form, `${at}.name`)} label={d.event} />
          <LengthField
            name={`${at}.after`}
            label={d.after}
            error={form.errors[`${at}.after`]}
            value={lengthIn(form.values, `${at}.after`)}
          />
          <TextField {...fieldOf(form, `${at}.properties`)} label={d.properties} help={d.propertiesHelp} optional />
        </>
      )}
    />
  )
}

function DryRunResult({ campaign, lines, stepNames, frameOf }: DryRunProps & { lines: DryRunLine[] }) {
  const ui = useUi()
  const d = ui.t.flowEdit.dryRun
  const said = lines.flatMap((line, index) => {
    const step = stepNames[line.stepId ?? ""] ?? line.stepId ?? ""
    const words = dryRunWords(ui, line, { step, campaign: campaign.name })
    return words === null ? [] : [{ key: index, line, step, ...words }]
  })
  return (
    <section aria-labelledby="dry-run-title" class="stack">
      <h2 id="dry-run-title">{d.result}</h2>
      {said.length === 0 && (
        <Notice>
          <p>{d.empty}</p>
        </Notice>
      )}
      <ol class="timeline">
        {said.map(({ key, line, step, text, icon, detail }) => (
          <li class="timeline-item" key={key} data-step={line.stepId ?? undefined}>
            <span class="timeline-dot">
              <Icon name={icon} />
            </span>
            <div class="timeline-body">
              <p>{text}</p>
              {detail && <p class="muted small">{detail}</p>}
              {line.message && <DryRunMessage message={line.message} name={step} frame={frameOf(key)} />}
              <p class="timeline-when">
                <Time at={Date.parse(line.at)} zone={campaign.timeZone} show="full" />
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

interface DryRunMessageProps {
  message: Record<string, unknown>
  name: string
  frame: string | null
}

/** What would be sent, as the member would see it; without an address of its own an email shows its plain part. */
function DryRunMessage({ message, name, frame }: DryRunMessageProps) {
  const text = (name: string) => (typeof message[name] === "string" ? message[name] : undefined)
  if (text("error") !== undefined) return <p class="field-error">{text("error")}</p>
  if (text("html") !== undefined && frame !== null) {
    return <MessageBody content={{ subject: text("subject"), html: text("html") }} name={name} frame={frame} />
  }
  const request = text("url") === undefined ? undefined : `${text("method")} ${text("url")}\n${text("body") ?? ""}`
  const content: MessageContent = {
    title: text("subject") ?? text("title") ?? text("name"),
    text: text("body") === undefined || request ? (request ?? text("text")) : text("body"),
    link: text("link"),
  }
  return <MessageBody content={content} name={name} frame="" />
}
