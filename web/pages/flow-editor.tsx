import type { Problem } from "../chart/view"
import { Button, LinkButton } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { TextareaField } from "../components/inputs"
import { Notice } from "../components/notice"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView } from "./campaign-head"
import { ProblemList } from "./problem-list"

interface EditorProps {
  campaign: CampaignHeadView
  /** The draft as text, or what was typed. */
  text: string
  /** The draft that the text started from (FLOW-16). */
  etag: string
  problems: Problem[]
  stepNames: Record<string, string>
  errors: FormErrors
  conflict: boolean
}

/** The draft of a flow as JSON, saved against the version it was loaded from. */
export function FlowEditorPage({ campaign, text, etag, problems, stepNames, errors, conflict }: EditorProps) {
  const { t } = useUi()
  const path = `/campaigns/${campaign.id}/flow`
  return (
    <Shell title={`${campaign.name} · ${t.flow.editor.title}`} wide>
      <CampaignHead campaign={campaign} tab="flow" />
      <div class="split">
        <Form id="flow-form" action={`${path}/edit`} errors={errors}>
          {conflict && (
            <Notice tone="bad" title={t.flow.editor.conflictTitle} alert>
              <p>{t.flow.editor.conflict}</p>
              <p>
                <a href={`${path}/edit`}>{t.flow.editor.reload}</a>
              </p>
            </Notice>
          )}
          <input type="hidden" name="etag" value={etag} />
          <TextareaField
            name="flow"
            label={t.flow.editor.label}
            help={t.flow.editor.help}
            error={errors.flow}
            value={text}
            code
          />
          <div class="form-foot">
            <Button look="primary">{t.flow.editor.save}</Button>
            <LinkButton href={path} look="quiet">
              {t.flow.view}
            </LinkButton>
          </div>
        </Form>
        <section class="panel" aria-labelledby="problems">
          <h2 id="problems">{t.flow.problemsTitle}</h2>
          {problems.length === 0 ? (
            <p class="muted">{t.flow.noProblems}</p>
          ) : (
            <ProblemList problems={problems} stepName={(id) => stepNames[id] ?? id} chart={path} />
          )}
        </section>
      </div>
    </Shell>
  )
}
