import type { Problem } from "../chart/view"
import { Button, LinkButton } from "../components/button"
import { controlAttributes, Field } from "../components/field"
import { Form, type FormErrors } from "../components/form"
import { TextareaField } from "../components/inputs"
import { Notice } from "../components/notice"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"
import { FlowConflict, type FlowNews } from "./flow-conflict"
import { FlowTabs } from "./flow-tabs"
import { ProblemList } from "./problem-list"

interface EditorProps {
  campaign: CampaignHeadView
  /** The draft as text, or what was typed. */
  text: string
  /** The draft that the text started from (FLOW-16). */
  etag: string
  problems: Problem[]
  stepNames: Record<string, string>
  seen: string
  errors: FormErrors
  /** What somebody else has saved since. */
  news?: FlowNews | undefined
  /** Why it cannot be edited; null when it can. */
  locked: string | null
}

/** The draft of a flow as JSON, saved against the version it was loaded from. */
export function FlowEditorPage(props: EditorProps) {
  const { campaign, text, etag, seen, problems, stepNames, errors, news, locked } = props
  const { t, user } = useUi()
  const { document, ...typed } = errors
  const home = homeOf(campaign)
  const stepName = (id: string) => stepNames[id] ?? id
  return (
    <Shell title={`${campaign.name} · ${t.flowEdit.tabs.json}`} wide>
      <CampaignHead campaign={campaign} tab="flow" />
      <FlowTabs campaign={campaign} tab="json" />
      {locked !== null && (
        <Notice>
          <p>{locked}</p>
        </Notice>
      )}
      <div class="split">
        <Form id="flow-form" action={`${home}/flow/json`} errors={typed}>
          {news && (
            <>
              <FlowConflict news={news} stepName={stepName} />
              <p>
                <a href={`${home}/flow/json`}>{t.flow.editor.reload}</a>
              </p>
            </>
          )}
          <input type="hidden" name="etag" value={etag} />
          <input type="hidden" name="seen" value={seen} />
          <TextareaField
            name="flow"
            label={t.flow.editor.label}
            help={t.flow.editor.help}
            error={typed.flow}
            value={text}
            code
          />
          {user?.canWrite && locked === null && (
            <div class="form-foot">
              <Button look="primary">{t.flow.editor.save}</Button>
            </div>
          )}
        </Form>
        <div class="stack">
          <section class="panel" aria-labelledby="problems">
            <h2 id="problems">{t.flow.problemsTitle}</h2>
            {problems.length === 0 ? (
              <p class="muted">{t.flow.noProblems}</p>
            ) : (
              <ProblemList problems={problems} stepName={stepName} chart={`${home}/flow`} />
            )}
          </section>
          <FlowDocumentPanel
            home={home}
            etag={etag}
            canImport={user?.canWrite === true && locked === null}
            error={document}
          />
        </div>
      </div>
    </Shell>
  )
}

interface DocumentPanelProps {
  home: string
  etag: string
  canImport: boolean
  error: string | undefined
}

/** The flow as one document: out to a file, and in from one (FLOW-15). */
function FlowDocumentPanel({ home, etag, canImport, error }: DocumentPanelProps) {
  const { t } = useUi()
  const d = t.flowEdit.document
  return (
    <section class="panel stack" aria-labelledby="document">
      <h2 id="document">{d.title}</h2>
      <p class="muted">{d.text}</p>
      <div class="row">
        <LinkButton href={`${home}/flow/export`} icon="download">
          {d.export}
        </LinkButton>
      </div>
      {canImport && (
        <form class="stack" method="post" action={`${home}/flow/import`} enctype="multipart/form-data">
          <input type="hidden" name="etag" value={etag} />
          <Field name="document" label={d.file} help={d.importHelp} error={error}>
            <input
              class="input"
              type="file"
              accept="application/json,.json"
              required
              {...controlAttributes({ name: "document", help: d.importHelp, error })}
            />
          </Field>
          <div class="row">
            <Button icon="upload">{d.import}</Button>
          </div>
        </form>
      )}
    </section>
  )
}
