import type { CorrectionView, RebuildView } from "../../src/services/rebuild/schema"
import { Button } from "../components/button"
import { Chip } from "../components/chip"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Progress } from "../components/progress"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatNumber, formatPercent } from "../locales/format"
import { useUi } from "../ui"

export interface RebuildPageProps {
  /** Newest first. */
  rebuilds: RebuildView[]
  nextCursor: string | null
  campaignNames: Record<string, string>
  /** Of each campaign, the names of its steps. */
  stepNames: Record<string, Record<string, string>>
}

/** Counting the read model anew: what it is, the one that runs, what the last one put right, and those before (OPS-2). */
export function RebuildPage({ rebuilds, nextCursor, ...names }: RebuildPageProps) {
  const { t } = useUi()
  const r = t.rebuild
  const [last] = rebuilds
  const running = last?.status === "running"
  // Comes anew every second while it runs: one may leave and come back (UI-4).
  const polling = running
    ? { "hx-get": "/health/rebuild", "hx-trigger": "every 1s", "hx-select": "#rebuild", "hx-swap": "outerHTML" }
    : {}
  return (
    <Shell title={r.title}>
      <PageHead title={r.title} crumb={{ href: "/health", label: t.health.title }} />
      <div class="stack narrow">
        <p class="muted">{r.intro}</p>
        <ul class="reasons">
          {r.does.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      <div id="rebuild" class="stack" {...polling} data-live={running ? "" : undefined}>
        <Last last={last} />
        {!running && (
          <form method="post" action="/health/rebuild">
            <Button icon="repeat" look="primary">
              {r.start}
            </Button>
          </form>
        )}
        {last?.corrections && last.corrections.length > 0 && (
          <Corrections corrections={last.corrections} all={last.corrected ?? 0} {...names} />
        )}
        {rebuilds.length > 0 && <History rebuilds={rebuilds} nextCursor={nextCursor} />}
      </div>
    </Shell>
  )
}

function Last({ last }: { last: RebuildView | undefined }) {
  const { t, locale } = useUi()
  const r = t.rebuild
  if (last === undefined) return <Notice>{r.never}</Notice>
  if (last.status === "running") {
    return (
      <section class="panel" aria-label={r.running}>
        <h2>{r.running}</h2>
        <Progress label={r.running} value={last.done} max={Math.max(1, last.total)} />
        <p class="muted">
          {r.progress(last.done, formatNumber(locale, last.total), formatPercent(locale, last.done, last.total || 1))}{" "}
          {r.leave}
        </p>
      </section>
    )
  }
  const right = last.corrected === 0
  return (
    <Notice tone={right ? "good" : "attention"} title={right ? r.right : r.corrected(last.corrected ?? 0)}>
      <p>
        {r.finished(last.done)} <Time at={Date.parse(last.finishedAt ?? last.startedAt)} />
      </p>
    </Notice>
  )
}

interface CorrectionsProps extends Pick<RebuildPageProps, "campaignNames" | "stepNames"> {
  corrections: CorrectionView[]
  all: number
}

function Corrections({ corrections, all, campaignNames, stepNames }: CorrectionsProps) {
  const { t, locale } = useUi()
  const r = t.rebuild
  const signed = (n: number) => `${n > 0 ? "+" : "−"}${formatNumber(locale, Math.abs(n))}`
  return (
    <section class="stack" aria-label={r.corrections}>
      <h2>{r.corrections}</h2>
      {all > corrections.length && <p class="muted small">{r.shown(corrections.length, formatNumber(locale, all))}</p>}
      <Table
        caption={r.corrections}
        rows={corrections}
        rowKey={(row) => `${row.campaignId} ${row.stepId} ${row.at} ${row.metric}`}
        columns={[
          {
            label: r.columns.campaign,
            cell: ({ campaignId }) => (
              <a class="table-main" href={`/campaigns/${campaignId}`}>
                {campaignNames[campaignId] ?? campaignId}
              </a>
            ),
          },
          {
            label: r.columns.of,
            cell: ({ campaignId, stepId, at }) => {
              if (stepId !== null) return stepNames[campaignId]?.[stepId] ?? stepId
              return at === null ? r.whole : <Time at={Date.parse(at)} />
            },
          },
          { label: r.columns.metric, cell: ({ metric }) => <Metric name={metric} /> },
          { label: r.columns.by, end: true, cell: ({ by }) => signed(by) },
        ]}
      />
    </section>
  )
}

/** A metric is called as on the Analysis page, one of a channel or an outcome with it; what has no word there, as in the API. */
function Metric({ name }: { name: string }) {
  const { t } = useUi()
  const [first = name, of] = name.split(":")
  const word = (t.analysis.metrics as Record<string, string>)[first]
  if (word === undefined) return <code>{name}</code>
  const channel = (t.forecast.channels as Record<string, string>)[of ?? ""]
  return <>{of === undefined ? word : `${word} (${channel ?? of})`}</>
}

function History({ rebuilds, nextCursor }: Pick<RebuildPageProps, "rebuilds" | "nextCursor">) {
  const { t, locale } = useUi()
  const r = t.rebuild
  return (
    <section class="stack" aria-label={r.history}>
      <h2>{r.history}</h2>
      <Table
        caption={r.history}
        rows={rebuilds}
        rowKey={(row) => String(row.id)}
        nextCursor={nextCursor}
        columns={[
          { label: r.columns.started, keep: true, cell: (row) => <Time at={Date.parse(row.startedAt)} /> },
          {
            label: r.columns.status,
            cell: (row) => (
              <Chip
                tone={row.status === "running" ? "info" : "good"}
                icon={row.status === "running" ? "clock" : "done"}
              >
                {r.status[row.status]}
              </Chip>
            ),
          },
          { label: r.columns.members, end: true, cell: (row) => formatNumber(locale, row.done) },
          {
            label: r.columns.corrected,
            end: true,
            cell: (row) => (row.corrected === null ? t.time.none : formatNumber(locale, row.corrected)),
          },
          {
            label: r.columns.finished,
            keep: true,
            cell: (row) => <Time at={row.finishedAt === null ? null : Date.parse(row.finishedAt)} />,
          },
        ]}
      />
    </section>
  )
}
