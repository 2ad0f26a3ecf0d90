import type { FieldError } from "../../src/core/errors"
import { Button, LinkButton } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { ColumnsPlace, MembersFile } from "../components/members-file"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Progress } from "../components/progress"
import { SelectField } from "../components/select"
import { Stats } from "../components/stat"
import { Table } from "../components/table"
import { Shell } from "../layout/shell"
import { formatNumber } from "../locales/format"
import { rejectWords } from "../reject-words"
import { useUi } from "../ui"

interface ImportFormProps {
  segments: { id: string; name: string }[]
  segmentId: string
  errors: FormErrors
}

export function ImportFormPage({ segments, segmentId, errors }: ImportFormProps) {
  const { t } = useUi()
  const i = t.people.import
  return (
    <Shell title={i.title}>
      <PageHead
        title={i.title}
        crumb={{ href: "/members", label: t.people.members.title }}
        actions={
          <LinkButton href="/imports" icon="clock">
            {i.history}
          </LinkButton>
        }
      />
      <Form id="import-form" action="/members/import" errors={errors} upload="/members/import">
        <MembersFile error={errors.file} />
        <SelectField
          name="segmentId"
          label={i.segment}
          none={i.noSegment}
          value={segmentId}
          error={errors.segmentId}
          options={segments.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <ColumnsPlace />
        <div class="form-foot">
          <Button look="primary">{i.submit}</Button>
        </div>
      </Form>
    </Shell>
  )
}

export interface ImportView {
  id: string
  name: string | null
  status: "running" | "done" | "failed"
  segmentId: string | null
  /** Of campaign data. */
  campaignId: string | null
  total: number
  accepted: number
  rejected: number
  rejects: { line: number; message: string; errors: FieldError[] }[]
}

/** Progress of an import, which goes on without anyone looking (UI-4). */
export function ImportPage({ job }: { job: ImportView }) {
  const { t } = useUi()
  const i = t.people.import
  return (
    <Shell title={i.title}>
      <PageHead title={job.name ?? i.title} crumb={{ href: "/imports", label: i.history }} />
      <ImportProgress job={job} />
    </Shell>
  )
}

/** Where what was imported can be seen. */
function whereTo({ campaignId, segmentId }: ImportView): string {
  if (campaignId) return `/campaigns/${campaignId}/settings/data`
  return segmentId ? `/segments/${segmentId}` : "/members"
}

function ImportProgress({ job }: { job: ImportView }) {
  const { t, locale } = useUi()
  const i = t.people.import
  const running = job.status === "running"
  const polling = running
    ? { "hx-get": `/imports/${job.id}`, "hx-trigger": "every 1s", "hx-select": "#import", "hx-swap": "outerHTML" }
    : {}
  return (
    <div id="import" class="stack narrow" {...polling} data-live={running ? "" : undefined}>
      {running ? (
        <>
          <h2>{i.running}</h2>
          <Progress label={i.running} />
          <p class="muted">
            {i.progress(job.total)}. {i.leave}
          </p>
        </>
      ) : (
        <Notice tone={job.status === "done" ? "good" : "bad"} title={job.status === "done" ? i.done : i.failed}>
          {job.status === "failed" && <p>{i.brokeOff}</p>}
        </Notice>
      )}
      <Stats
        stats={[
          { label: i.total, value: job.total },
          { label: i.accepted, value: job.accepted },
          { label: i.rejected, value: job.rejected },
        ]}
      />
      {job.rejects.length > 0 && (
        <section class="stack" aria-labelledby="rejects">
          <div class="row">
            <h2 class="grow" id="rejects">
              {i.rejects}
            </h2>
            {!running && (
              <LinkButton href={`/imports/${job.id}/rejects.csv`} icon="download">
                {i.rejectsFile}
              </LinkButton>
            )}
          </div>
          {job.rejected > job.rejects.length && <p class="muted">{i.rejectsShown(job.rejects.length)}</p>}
          <Table
            caption={i.rejects}
            rows={job.rejects}
            rowKey={(row) => String(row.line)}
            columns={[
              { label: i.line, cell: (row) => formatNumber(locale, row.line) },
              { label: i.reason, cell: (row) => rejectWords(t, row) },
            ]}
          />
        </section>
      )}
      {!running && (
        <div class="row">
          <LinkButton href={whereTo(job)}>
            {job.campaignId ? i.toCampaign : job.segmentId ? i.toSegment : i.toMembers}
          </LinkButton>
        </div>
      )}
    </div>
  )
}
