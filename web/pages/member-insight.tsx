import type { AttendanceStatus, AttributeValue, OutboundChannel } from "../../src/engine/types"
import { Chip } from "../components/chip"
import { Icon } from "../components/icon"
import { Time } from "../components/time"
import type { IconName } from "../icons"
import { useUi } from "../ui"

/** One thing to come, in words. */
export interface PlannedRow {
  at: number
  kind: "step" | "delivery" | "reset" | "start"
  campaignId: string
  campaignName: string
  text: string
}

/** What a member's page shows beside profile, flows, segments and consent (MEM-7). */
export interface InsightView {
  planned: PlannedRow[]
  /** Runs that a pause holds. */
  held: string[]
  results: { campaignId: string; campaignName: string; convertedAt: number | null; dismissedAt: number | null }[]
  suppressions: {
    channel: OutboundChannel
    address: string | null
    reason: "hardBounce" | "complaint" | "stop"
    at: number
  }[]
  attendance: { occasionId: string; occasionName: string; status: AttendanceStatus; at: number }[]
  data: { campaignId: string; campaignName: string; values: Record<string, AttributeValue> }[]
}

const plannedIcons: Record<PlannedRow["kind"], IconName> = {
  step: "hourglass",
  delivery: "send",
  reset: "repeat",
  start: "flow",
}

/** Everything planned for this member, soonest first. */
export function PlannedPanel({ planned, zone }: { planned: PlannedRow[]; zone: string | undefined }) {
  const { t } = useUi()
  const i = t.insight
  return (
    <section class="panel" aria-labelledby="planned">
      <h2 id="planned">{i.planned}</h2>
      {planned.length === 0 && <p class="muted">{i.nothingPlanned}</p>}
      <ol class="plan">
        {planned.map((one, n) => (
          <li key={`${one.campaignId} ${one.kind} ${n}`}>
            <Icon name={plannedIcons[one.kind]} />
            <div>
              <p>
                <Time at={one.at} zone={zone} show="full" />
              </p>
              <p class="muted small">
                <a href={`/campaigns/${one.campaignId}`}>{one.campaignName}</a>: {one.text}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Final results of campaigns (CAM-11). */
export function ResultsPanel({ results }: Pick<InsightView, "results">) {
  const { t } = useUi()
  const i = t.insight
  return (
    <section class="panel" aria-labelledby="results">
      <h2 id="results">{i.results}</h2>
      {results.length === 0 && <p class="muted">{i.noResults}</p>}
      {results.map((result) => (
        <div class="row" key={result.campaignId}>
          <a class="grow" href={`/campaigns/${result.campaignId}`}>
            {result.campaignName}
          </a>
          {result.convertedAt !== null && (
            <Chip tone="good" icon="done">
              {i.converted}
            </Chip>
          )}
          {result.dismissedAt !== null && <Chip icon="slash">{i.dismissed}</Chip>}
          <span class="muted small">
            <Time at={result.convertedAt ?? result.dismissedAt} />
          </span>
        </div>
      ))}
    </section>
  )
}

/** Addresses that must not be written to, occasions, and campaign data; each only when there is any. */
export function KnownPanels({ insight }: { insight: InsightView }) {
  const { t } = useUi()
  const i = t.insight
  return (
    <>
      {insight.suppressions.length > 0 && (
        <section class="panel" aria-labelledby="suppressions">
          <h2 id="suppressions">{i.suppressions}</h2>
          {insight.suppressions.map((one) => (
            <p key={`${one.channel} ${one.address}`}>
              {i.suppressed(t.sending.channels[one.channel], one.address ?? i.wholeChannel)}{" "}
              <span class="muted small">
                {i.suppressionReasons[one.reason]} · <Time at={one.at} />
              </span>
            </p>
          ))}
        </section>
      )}
      {insight.attendance.length > 0 && (
        <section class="panel" aria-labelledby="occasions">
          <h2 id="occasions">{i.attendance}</h2>
          {insight.attendance.map((one) => (
            <div class="row" key={one.occasionId}>
              <a class="grow" href={`/occasions/${one.occasionId}`}>
                {one.occasionName}
              </a>
              <span class="muted small">{t.occasions.attendance.statuses[one.status]}</span>
            </div>
          ))}
        </section>
      )}
      {insight.data.map((one) => (
        <section class="panel" aria-labelledby={`data-${one.campaignId}`} key={one.campaignId}>
          <h2 id={`data-${one.campaignId}`}>
            {i.data}: {one.campaignName}
          </h2>
          <dl class="facts">
            {Object.entries(one.values).map(([name, value]) => (
              <>
                <dt>{name}</dt>
                <dd>{Array.isArray(value) ? value.join(", ") : String(value)}</dd>
              </>
            ))}
          </dl>
        </section>
      ))}
    </>
  )
}
