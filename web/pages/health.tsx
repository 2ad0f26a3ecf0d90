import type { ComponentChildren } from "preact"
import type { BackupView } from "../../src/services/backups/schema"
import type { Health, HealthState } from "../../src/services/health/schema"
import { Button, LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { LiveList } from "../components/list"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatNumber } from "../locales/format"
import { useUi } from "../ui"

const looks = {
  good: { tone: "good", icon: "done", notice: "good" },
  warn: { tone: "attention", icon: "warning", notice: "attention" },
  bad: { tone: "bad", icon: "alert", notice: "bad" },
} as const

/** How the system is (OPS-2). `backups` are the admin's to see; null: not for this reader. */
export function HealthPage({ health, backups }: { health: Health; backups: BackupView[] | null }) {
  const h = useUi().t.health
  return (
    <Shell title={h.title}>
      <PageHead title={h.title} chip={<StateChip state={health.state} />} />
      <p class="muted">{h.intro}</p>
      <LiveList>
        <Notice tone={looks[health.state].notice} title={h.overall[health.state]} />
        <div class="health">
          <Queues queues={health.queues} />
          <WakeUps wakeUps={health.wakeUps} />
          <Letters letters={health.deadLetters} canSee={backups !== null} />
          <Providers providers={health.providers} />
          <Rate rate={health.rate} />
          <Backups backup={health.backup} canMake={backups !== null} />
        </div>
      </LiveList>
      {backups !== null && backups.length > 0 && <BackupList backups={backups} />}
      {backups !== null && <RebuildLink />}
    </Shell>
  )
}

function StateChip({ state }: { state: HealthState }) {
  const { tone, icon } = looks[state]
  return (
    <Chip tone={tone} icon={icon}>
      {useUi().t.health.states[state]}
    </Chip>
  )
}

/** One thing to watch, with what to do when it is not well. */
function Part(props: { title: string; state: HealthState; advice?: string; children: ComponentChildren }) {
  const { title, state, advice, children } = props
  return (
    <section class="panel" aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        <StateChip state={state} />
      </div>
      {children}
      {advice && state !== "good" && <p class="muted small">{advice}</p>}
    </section>
  )
}

function Queues({ queues }: { queues: Health["queues"] }) {
  const { t, locale } = useUi()
  const h = t.health
  return (
    <Part title={h.queues} state={queues.state} advice={h.queuesAdvice}>
      <dl class="facts">
        {Object.entries(queues.depths).map(([name, depth]) => (
          <Fact key={name} name={h.queueNames[name as keyof typeof h.queueNames] ?? name}>
            {depth === null ? h.unknownDepth : h.inQueue(formatNumber(locale, depth))}
          </Fact>
        ))}
      </dl>
      <ul>
        {queues.inbox.n > 0 && (
          <li>
            {h.inbox(queues.inbox.n)} <Since at={queues.inbox.oldestAt} />
          </li>
        )}
        {Object.entries(queues.deliveries).map(([channel, { n, oldestAt }]) => (
          <li key={channel}>
            {h.deliveries(t.sending.channels[channel as keyof typeof t.sending.channels] ?? channel, n)}{" "}
            <Since at={oldestAt} />
          </li>
        ))}
        {queues.deferred > 0 && (
          <li>
            <a href="/deliveries?status=deferred">{h.deferred(queues.deferred)}</a>
          </li>
        )}
      </ul>
    </Part>
  )
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Since({ at }: { at: string | null }) {
  const h = useUi().t.health
  if (at === null) return null
  return (
    <span class="muted">
      {h.since} <Time at={Date.parse(at)} />
    </span>
  )
}

function WakeUps({ wakeUps }: { wakeUps: Health["wakeUps"] }) {
  const h = useUi().t.health
  return (
    <Part title={h.wakeUps} state={wakeUps.state} advice={h.wakeUpsAdvice}>
      <p>
        {wakeUps.overdue === 0 ? h.onTime : h.overdue(wakeUps.overdue)} <Since at={wakeUps.oldestDueAt} />
      </p>
    </Part>
  )
}

function Letters({ letters, canSee }: { letters: Health["deadLetters"]; canSee: boolean }) {
  const { t } = useUi()
  const h = t.health
  return (
    <Part title={h.deadLetters} state={letters.state} advice={h.lettersAdvice}>
      <p>
        {letters.n === 0 ? h.noLetters : h.letters(letters.n)} <Since at={letters.oldestAt} />
      </p>
      {canSee && letters.n > 0 && (
        <p>
          <a href="/dead-letters">{t.deadLetters.title}</a>
        </p>
      )}
    </Part>
  )
}

function Providers({ providers }: { providers: Health["providers"] }) {
  const { t } = useUi()
  const h = t.health
  return (
    <Part title={h.providers} state={providers.state} advice={h.providersAdvice}>
      {providers.errors.length === 0 && <p>{h.noErrors}</p>}
      <ul>
        {providers.errors.map(({ channel, kind, detail, n, lastAt }) => (
          <li key={`${channel} ${kind} ${detail}`}>
            <span class="strong">
              {t.sending.channels[channel as keyof typeof t.sending.channels] ?? channel} · {kind}
            </span>{" "}
            {detail}{" "}
            <span class="muted">
              {h.error(n)}, <Time at={Date.parse(lastAt)} show="relative" />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Rate({ rate }: { rate: Health["rate"] }) {
  const { t, locale } = useUi()
  const h = t.health
  return (
    <Part title={h.rate} state={rate.state}>
      <ul>
        <li>{h.messages(formatNumber(locale, rate.messagesPerMinute))}</li>
        <li>{h.entries(formatNumber(locale, rate.entriesPerMinute))}</li>
      </ul>
    </Part>
  )
}

function Backups({ backup, canMake }: { backup: Health["backup"]; canMake: boolean }) {
  const h = useUi().t.health
  return (
    <Part title={h.backup} state={backup.state}>
      <p>
        {backup.lastAt === null ? (
          h.noBackup
        ) : (
          <>
            {h.lastBackup} <Time at={Date.parse(backup.lastAt)} show="relative" />
          </>
        )}
      </p>
      <p class="muted small">{h.backupAdvice}</p>
      {canMake && (
        <form method="post" action="/health/backups">
          <Button icon="archive">{h.makeBackup}</Button>
        </form>
      )}
    </Part>
  )
}

function RebuildLink() {
  const r = useUi().t.rebuild
  return (
    <section class="stack" aria-label={r.title}>
      <p class="muted">{r.linkText}</p>
      <div class="row">
        <LinkButton href="/health/rebuild" icon="repeat">
          {r.link}
        </LinkButton>
      </div>
    </section>
  )
}

function BackupList({ backups }: { backups: BackupView[] }) {
  const { t, locale } = useUi()
  const h = t.health
  return (
    <section class="stack" aria-label={h.backups}>
      <h2>{h.backups}</h2>
      <Table
        caption={h.backups}
        rows={backups}
        rowKey={(row) => row.id}
        columns={[
          { label: h.backupColumns.at, keep: true, cell: (row) => <Time at={Date.parse(row.at)} /> },
          { label: h.backupColumns.rows, end: true, cell: (row) => formatNumber(locale, row.rows) },
          {
            label: h.backupColumns.size,
            end: true,
            cell: (row) => `${formatNumber(locale, Math.ceil(row.bytes / 1024))} kB`,
          },
          {
            label: h.backupColumns.file,
            cell: (row) => <a href={`/api/v1/backups/${encodeURIComponent(row.id)}`}>{h.download}</a>,
          },
        ]}
      />
    </section>
  )
}
