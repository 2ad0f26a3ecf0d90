import type { Problem } from "../chart/view"
import { LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { CodeBlock } from "../components/code-block"
import { EmptyState } from "../components/empty-state"
import { MailGaps } from "../components/mail-gaps"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { detailWords } from "../detail-words"
import { Shell } from "../layout/shell"
import { formatNumber } from "../locales/format"
import { useUi } from "../ui"

export type ProviderChannel = "email" | "sms" | "push" | "webhook"

export interface ProviderCard {
  channel: ProviderChannel
  kind: string
  ratePerSecond: number | null
  callbackUrl: string | null
  setUp: string[]
}

export interface ProviderErrorRow {
  channel: ProviderChannel
  kind: string
  detail: string
  n: number
  lastAt: number
}

interface ProvidersProps {
  cards: ProviderCard[]
  errors: ProviderErrorRow[]
  /** What emails should have and the company has not said. */
  gaps: Problem[]
}

/** What carries the messages of each channel, and what providers said lately (SEND-1, OPS-2). */
export function ProvidersPage({ cards, errors, gaps }: ProvidersProps) {
  const { t } = useUi()
  const p = t.providers
  return (
    <Shell title={p.title}>
      <PageHead title={p.title} />
      <p class="muted">{p.intro}</p>
      <MailGaps gaps={gaps} />
      <div class="provider-cards">
        {cards.map((card) => (
          <Card key={card.channel} card={card} />
        ))}
      </div>
      <section class="stack" aria-labelledby="provider-errors">
        <h2 id="provider-errors">{p.errors.title}</h2>
        {errors.length === 0 ? (
          <EmptyState icon="done" title={p.errors.empty} text={p.errors.emptyText} />
        ) : (
          <ErrorTable errors={errors} />
        )}
      </section>
    </Shell>
  )
}

/** The name of a kind; one of another release by its own. */
export function useKindName(): (kind: string) => string {
  const { t } = useUi()
  return (kind) => t.providers.kinds[kind] ?? kind
}

function Card({ card }: { card: ProviderCard }) {
  const { t, locale, user } = useUi()
  const p = t.providers
  const nameOf = useKindName()
  const { channel, kind, ratePerSecond, callbackUrl } = card
  const others = card.setUp.filter((one) => one !== kind && one !== "outbox")
  return (
    <section class="panel" aria-labelledby={`provider-${channel}`}>
      <div class="panel-head">
        <h2 id={`provider-${channel}`}>{p.channels[channel]}</h2>
        {user?.canAdmin && <LinkButton href={`/settings/providers/${channel}`}>{p.change}</LinkButton>}
      </div>
      <dl class="facts">
        <dt>{p.provider}</dt>
        <dd class="row">
          <span class="strong">{nameOf(kind)}</span>
          <Chip icon={kind === "outbox" ? "inbox" : "send"}>{kind === "outbox" ? p.stays : p.leaves}</Chip>
        </dd>
        {kind !== "outbox" && channel !== "webhook" && (
          <>
            <dt>{p.rate}</dt>
            <dd>{ratePerSecond === null ? p.noLimit : p.perSecond(formatNumber(locale, ratePerSecond))}</dd>
          </>
        )}
        {others.length > 0 && (
          <>
            <dt>{p.also}</dt>
            <dd>{others.map(nameOf).join(", ")}</dd>
          </>
        )}
      </dl>
      {callbackUrl !== null && (
        <div class="stack-tight">
          <p class="muted">{p.callback}</p>
          <CodeBlock text={callbackUrl} />
        </div>
      )}
    </section>
  )
}

function ErrorTable({ errors }: { errors: ProviderErrorRow[] }) {
  const { t, locale } = useUi()
  const p = t.providers
  const nameOf = useKindName()
  return (
    <Table
      caption={p.errors.title}
      rows={errors}
      rowKey={(row) => `${row.channel} ${row.kind} ${row.detail}`}
      columns={[
        { label: p.errors.said, cell: (row) => detailWords(t, row.detail) },
        { label: p.provider, keep: true, cell: (row) => `${nameOf(row.kind)} · ${p.channels[row.channel]}` },
        { label: p.errors.messages, end: true, cell: (row) => formatNumber(locale, row.n) },
        { label: p.errors.last, keep: true, cell: (row) => <Time at={row.lastAt} show="relative" /> },
      ]}
    />
  )
}
