import type { PushTarget, RunStatus, Source } from "../../src/engine/types"
import { Button } from "../components/button"
import { WhyLink } from "../components/member"
import { SelectField } from "../components/select"
import { RunChip } from "../components/status-chip"
import { Time } from "../components/time"
import { reasonWords } from "../reason-words"
import { useUi } from "../ui"
import { type InsightView, KnownPanels, PlannedPanel, ResultsPanel } from "./member-insight"

export interface MemberPageView {
  id: string
  /** As its attributes have it. */
  name: string | null
  email: string | null
  phone: string | null
  locale: string | null
  timeZone: string | null
  attributes: Record<string, unknown>
  /** Where push reaches the member; `host`: of a browser's push service. */
  devices: { kind: PushTarget["kind"]; host: string }[]
  createdAt: number
  segments: { id: string; name: string; joinedAt: number; source: Source; canLeave: boolean }[]
  runs: {
    id: string
    campaignId: string
    campaignName: string
    stepName: string
    status: RunStatus
    enteredAt: number
    wakeAt: number | null
    endedAt: number | null
    reason: string | null
  }[]
  consent: {
    channel: "email" | "sms" | "push" | "all"
    scope: string
    /** The scope in words. */
    scopeName: string
    status: "subscribed" | "unsubscribed"
    at: number
  }[]
}

export interface SegmentName {
  id: string
  name: string
}

/** Flows, segments, profile and consent of a member (MEM-7). */
export function MemberOverview({
  member,
  insight,
  joinable,
  path,
}: {
  member: MemberPageView
  insight: InsightView
  joinable: SegmentName[]
  path: string
}) {
  return (
    <div class="columns">
      <div class="stack">
        <Runs member={member} held={insight.held} />
        <PlannedPanel planned={insight.planned} zone={member.timeZone ?? undefined} />
        <ResultsPanel results={insight.results} />
        <Segments member={member} joinable={joinable} path={path} />
      </div>
      <div class="stack">
        <ProfilePanel member={member} />
        <ConsentPanel member={member} path={path} />
        <KnownPanels insight={insight} />
      </div>
    </div>
  )
}

function Runs({ member, held }: { member: MemberPageView; held: string[] }) {
  const { t } = useUi()
  const m = t.people.member
  return (
    <section class="panel" aria-labelledby="runs">
      <h2 id="runs">{m.runs}</h2>
      {member.runs.length === 0 && <p class="muted">{m.noRuns}</p>}
      {member.runs.map((run) => (
        <div class="row" key={run.id}>
          <RunChip status={run.status} />
          <div class="grow">
            <a class="table-main" href={`/campaigns/${run.campaignId}/flow`}>
              {run.campaignName}
            </a>{" "}
            <span class="muted">
              {m.onStep(run.stepName)}
              {run.reason && run.reason !== "completed" ? ` (${reasonWords(t, run.reason)})` : ""}
            </span>
            <p class="muted small">
              {held.includes(run.id) ? (
                t.insight.held
              ) : run.wakeAt !== null && run.status === "active" ? (
                <>
                  {m.wakes} <Time at={run.wakeAt} show="relative" /> ·{" "}
                  <Time at={run.wakeAt} zone={member.timeZone ?? undefined} show="full" />
                </>
              ) : (
                <Time at={run.endedAt ?? run.enteredAt} zone={member.timeZone ?? undefined} show="full" />
              )}
            </p>
          </div>
          <WhyLink memberId={member.id} campaignId={run.campaignId} campaignName={run.campaignName} />
        </div>
      ))}
    </section>
  )
}

function Segments({ member, joinable, path }: { member: MemberPageView; joinable: SegmentName[]; path: string }) {
  const { t, user } = useUi()
  const m = t.people.member
  return (
    <section class="panel" aria-labelledby="segments">
      <h2 id="segments">{m.segments}</h2>
      {member.segments.length === 0 && <p class="muted">{m.noSegments}</p>}
      {member.segments.map((segment) => (
        <div class="row" key={segment.id}>
          <div class="grow">
            <a class="table-main" href={`/segments/${segment.id}`}>
              {segment.name}
            </a>
            <p class="muted small">
              <Time at={segment.joinedAt} /> · {t.people.sources[segment.source]}
            </p>
          </div>
          {segment.canLeave && user?.canWrite && (
            <form method="post" action={`${path}/leave`}>
              <Button look="quiet" name="segmentId" value={segment.id} aria-label={m.leaveOf(segment.name)}>
                {m.leave}
              </Button>
            </form>
          )}
        </div>
      ))}
      {joinable.length > 0 && user?.canWrite && (
        <form class="filters" method="post" action={`${path}/join`}>
          <SelectField
            name="segmentId"
            label={m.join}
            options={joinable.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button>{m.joinSubmit}</Button>
        </form>
      )}
    </section>
  )
}

function ProfilePanel({ member }: { member: MemberPageView }) {
  const { t } = useUi()
  const f = t.people.form
  const m = t.people.member
  const facts: [string, string][] = [
    [f.email, member.email],
    [f.phone, member.phone],
    [f.locale, member.locale],
    [f.timeZone, member.timeZone],
    ...member.devices.map(({ kind, host }): [string, string] => [m.device, m.devices[kind](host)]),
    ...Object.entries(member.attributes).map(([name, value]): [string, string] => [
      name,
      Array.isArray(value) ? value.join(", ") : String(value),
    ]),
  ].filter((fact): fact is [string, string] => fact[1] !== null)
  return (
    <section class="panel" aria-labelledby="profile">
      <h2 id="profile">{m.profile}</h2>
      {facts.length === 0 && <p class="muted">{m.noProfile}</p>}
      <dl class="facts">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </section>
  )
}

function ConsentPanel({ member, path }: { member: MemberPageView; path: string }) {
  const { t, user } = useUi()
  const m = t.people.member
  const taken = member.consent.filter((consent) => consent.status === "unsubscribed")
  return (
    <section class="panel" aria-labelledby="consent">
      <h2 id="consent">{m.consent}</h2>
      {taken.length === 0 && <p class="muted">{m.noConsent}</p>}
      {taken.map((consent) => (
        <form class="row" method="post" action={`${path}/consent`} key={`${consent.channel} ${consent.scope}`}>
          <input type="hidden" name="channel" value={consent.channel} />
          <input type="hidden" name="scope" value={consent.scope} />
          <span class="grow">
            {t.timeline.consentTaken(t.sending.channels[consent.channel])}
            <span class="muted small">
              {" "}
              {consent.scopeName} · <Time at={consent.at} />
            </span>
          </span>
          {user?.canWrite && (
            <Button name="status" value="subscribed">
              {m.resubscribe}
            </Button>
          )}
        </form>
      ))}
      {user?.canWrite && !taken.some((consent) => consent.channel === "all" && consent.scope === "all") && (
        <form method="post" action={`${path}/consent`}>
          <input type="hidden" name="channel" value="all" />
          <input type="hidden" name="scope" value="all" />
          <Button name="status" value="unsubscribed">
            {m.unsubscribe}
          </Button>
        </form>
      )}
    </section>
  )
}
