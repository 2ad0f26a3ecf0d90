import { Button, LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { detailWords } from "../detail-words"
import { Shell } from "../layout/shell"
import { reasonWords } from "../reason-words"
import { useUi } from "../ui"

export interface DeadLetterRow {
  id: string
  queue: string
  at: number
  /** Of a message that was not delivered; null: it is a letter of our own queues. */
  message: {
    memberId: string
    campaignId: string
    campaignName: string
    stepName: string
    to: string | null
    status: "failed" | "unknown"
    reason: string | null
    detail: string | null
  } | null
}

interface DeadLettersProps {
  rows: DeadLetterRow[]
  nextCursor: string | null
  /** Why the last retry did not work. */
  error?: string | undefined
}

/** What has failed, and can be tried again (SEND-3, DEL-06). */
export function DeadLettersPage({ rows, nextCursor, error }: DeadLettersProps) {
  const { t } = useUi()
  const d = t.deadLetters
  return (
    <Shell title={d.title} wide>
      <PageHead
        title={d.title}
        actions={
          rows.length > 0 && (
            <LinkButton href="/dead-letters/all/retry" icon="repeat" dialog>
              {d.retryAll}
            </LinkButton>
          )
        }
      />
      <p class="muted">{d.intro}</p>
      {error && <p class="field-error">{error}</p>}
      {rows.length === 0 ? (
        <EmptyState icon="done" title={d.empty} text={d.emptyText} />
      ) : (
        <Table
          caption={d.title}
          rows={rows}
          rowKey={(row) => row.id}
          nextCursor={nextCursor}
          columns={[
            { label: d.columns.what, cell: (row) => <What row={row} /> },
            { label: d.columns.member, cell: ({ message }) => message && <Member id={message.memberId} /> },
            {
              label: d.columns.campaign,
              cell: ({ message }) =>
                message && (
                  <a href={`/campaigns/${message.campaignId}`}>
                    {message.campaignName} · {message.stepName}
                  </a>
                ),
            },
            { label: d.columns.why, cell: (row) => <Why row={row} /> },
            { label: d.columns.at, keep: true, cell: (row) => <Time at={row.at} show="relative" /> },
            { label: d.retry, cell: (row) => <Retry row={row} /> },
          ]}
        />
      )}
    </Shell>
  )
}

function What({ row }: { row: DeadLetterRow }) {
  const { t } = useUi()
  if (row.message === null) return <span class="strong">{t.deadLetters.queues[row.queue] ?? row.queue}</span>
  const channels: Record<string, string> = t.sending.channels
  return (
    <>
      <span class="strong">{channels[row.queue] ?? row.queue}</span>
      {row.message.to && <span class="muted"> {row.message.to}</span>}
    </>
  )
}

function Member({ id }: { id: string }) {
  return <a href={`/members/${encodeURIComponent(id)}`}>{id}</a>
}

function Why({ row: { message } }: { row: DeadLetterRow }) {
  const { t } = useUi()
  if (message === null) return null
  const why = message.status === "unknown" ? t.deadLetters.unknown : reasonWords(t, message.reason ?? "failedRetries")
  return (
    <>
      {why}
      {message.detail && <span class="muted"> · {detailWords(t, message.detail)}</span>}
    </>
  )
}

function Retry({ row }: { row: DeadLetterRow }) {
  const { t, user } = useUi()
  const d = t.deadLetters
  if (!user?.canAdmin) return null
  return (
    <form class="cell-act" method="post" action={`/dead-letters/${encodeURIComponent(row.id)}/retry`}>
      <Button look="quiet">{row.message?.status === "unknown" ? d.send : d.retry}</Button>
    </form>
  )
}

export function RetryAllPage({ count }: { count: number }) {
  const { t } = useUi()
  const d = t.deadLetters
  return (
    <Shell title={d.retryAllTitle}>
      <Confirm
        title={d.retryAllTitle}
        effects={d.retryAllEffects(count)}
        action="/dead-letters/all/retry"
        submit={d.retryAll}
        back="/dead-letters"
      />
    </Shell>
  )
}
