import { Choices } from "../components/choices"
import { Confirm } from "../components/confirm"
import { DateField, NumberField, TextField, TimeField } from "../components/inputs"
import { formatInstantWithZone, formatLocal, zoneName } from "../locales/format"
import { useUi } from "../ui"
import { CampaignActShell } from "./campaign-act-shell"
import { type CampaignHeadView, homeOf } from "./campaign-head"

interface ActProps {
  campaign: CampaignHeadView
  error?: string | undefined
}

export function PausePage({ campaign, error, runs, queued }: ActProps & { runs: number; queued: number }) {
  const { t } = useUi()
  const p = t.campaigns.pause
  const title = p.title(campaign.name)
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[p.runs(runs), p.queued(queued), p.entry]}
        action={`${homeOf(campaign)}/pause`}
        submit={p.submit}
        back={`${homeOf(campaign)}/flow`}
        error={error}
      />
    </CampaignActShell>
  )
}

/** Resume asks what to do with the waits that the pause has overtaken (CAM-8). */
export function ResumePage({
  campaign,
  error,
  waits,
  deliveries,
  pausedAt,
}: ActProps & { waits: number; deliveries: number; pausedAt: number }) {
  const { t, locale } = useUi()
  const r = t.campaigns.resume
  const title = r.title(campaign.name)
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[
          r.since(formatInstantWithZone(locale, pausedAt, campaign.timeZone)),
          r.overdue(waits),
          ...(deliveries > 0 ? [r.deliveries(deliveries)] : []),
        ]}
        action={`${homeOf(campaign)}/resume`}
        submit={r.submit}
        back={`${homeOf(campaign)}/flow`}
        error={error}
      >
        <Choices
          name="overdue"
          label={r.choice}
          value="shift"
          options={[
            { value: "shift", label: r.shift, help: r.shiftHelp },
            { value: "spread", label: r.spread, help: r.spreadHelp },
            { value: "skip", label: r.skip, help: r.skipHelp },
          ]}
        />
        <NumberField name="hours" label={r.hours} value="4" min={1} max={168} />
      </Confirm>
    </CampaignActShell>
  )
}

/** Cancel says how many stop and how much will not leave (CAM-7). */
export function CancelPage({ campaign, error, runs, queued }: ActProps & { runs: number; queued: number }) {
  const { t } = useUi()
  const c = t.campaigns.cancel
  const title = c.title(campaign.name)
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[c.runs(runs), c.queued(queued), campaign.kind === "workflow" ? t.workflows.cancelFinal : c.final]}
        action={`${homeOf(campaign)}/cancel`}
        submit={campaign.kind === "workflow" ? t.workflows.acts.cancel : c.submit}
        danger
        back={`${homeOf(campaign)}/flow`}
        error={error}
      />
    </CampaignActShell>
  )
}

export function RemoveCampaignPage({ campaign, error }: ActProps) {
  const { t } = useUi()
  const isWorkflow = campaign.kind === "workflow"
  const r = t.campaigns.remove
  const title = r.title(campaign.name)
  const text = isWorkflow ? t.workflows.removeText : r.text
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[text]}
        action={`${homeOf(campaign)}/remove`}
        submit={campaign.status === "archived" ? t.campaigns.acts.removeArchived : r.submit}
        danger
        back={homeOf(campaign)}
        error={error}
      />
    </CampaignActShell>
  )
}

/** Copy: what comes along and what does not (CAM-17). */
export function CopyPage({ campaign, error }: ActProps) {
  const { t } = useUi()
  const c = t.campaigns.copying
  const title = c.title(campaign.name)
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[c.what, c.nobody]}
        action={`${homeOf(campaign)}/copy`}
        submit={c.submit}
        back={homeOf(campaign)}
        error={error}
      >
        <TextField name="name" label={t.campaigns.fields.name} value={campaign.name} maxLength={200} />
      </Confirm>
    </CampaignActShell>
  )
}

/** Archive; a workflow only when nothing uses it (CAM-17, WF-1). */
export function ArchivePage({ campaign, error, runs, usedBy }: ActProps & { runs: number; usedBy: string[] }) {
  const { t, locale } = useUi()
  const w = t.workflows.archive
  const isWorkflow = campaign.kind === "workflow"
  const title = t.campaigns.archive.title(campaign.name)
  const users = usedBy.length > 0 ? [w.used(new Intl.ListFormat(locale).format(usedBy))] : []
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={isWorkflow ? [...users, w.starts, w.runs(runs)] : [t.campaigns.archive.hidden]}
        action={`${homeOf(campaign)}/archive`}
        submit={isWorkflow ? w.submit : t.campaigns.archive.submit}
        back={homeOf(campaign)}
        error={error}
      />
    </CampaignActShell>
  )
}

/** Close entry: who is inside goes through, nobody else comes in (CAM-4). */
export function CloseEntryPage({ campaign, error, runs }: ActProps & { runs: number }) {
  const { t } = useUi()
  const c = t.campaigns.closeEntry
  const title = c.title(campaign.name)
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[c.nobody, c.runs(runs), c.completes]}
        action={`${homeOf(campaign)}/close-entry`}
        submit={c.submit}
        back={`${homeOf(campaign)}/flow`}
        error={error}
      />
    </CampaignActShell>
  )
}

export function OpenEntryPage({ campaign, error }: ActProps) {
  const { t } = useUi()
  const o = t.campaigns.openEntry
  const title = o.title(campaign.name)
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[o.enter]}
        action={`${homeOf(campaign)}/open-entry`}
        submit={o.submit}
        back={`${homeOf(campaign)}/flow`}
        error={error}
      />
    </CampaignActShell>
  )
}

interface EndProps extends ActProps {
  /** Local date or date-time in the campaign's zone. */
  endsAt: string | null
  /** As typed. */
  date: string
  time: string
  atEnd: "stop" | "finish"
  runs: number
  queued: number
}

/** Ends can be moved while the campaign runs (CAM-5). */
export function MoveEndPage({ campaign, error, endsAt, date, time, atEnd, runs, queued }: EndProps) {
  const { t, locale } = useUi()
  const e = t.campaigns.end
  const f = t.campaigns.fields
  const title = e.title(campaign.name)
  const present = endsAt === null ? e.never : e.now(`${formatLocal(locale, endsAt)} (${zoneName(campaign.timeZone)})`)
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[present, atEnd === "stop" ? e.stop : e.finish, e.inside(runs, queued)]}
        action={`${homeOf(campaign)}/end`}
        submit={e.submit}
        back={`${homeOf(campaign)}/flow`}
        error={error}
      >
        <div class="form-pair">
          <DateField name="endsAtDate" label={f.date} value={date} optional />
          <TimeField name="endsAtTime" label={f.time} value={time} optional />
        </div>
        <p class="field-help">{f.endsAtHelp}</p>
      </Confirm>
    </CampaignActShell>
  )
}
