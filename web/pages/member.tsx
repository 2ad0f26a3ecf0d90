import { LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { LiveList } from "../components/list"
import { PageHead } from "../components/page-head"
import { Tabs } from "../components/tabs"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { type DeliveryListRow, DeliveryTable } from "./deliveries"
import { MemberOverview, type MemberPageView, type SegmentName } from "./member-overview"
import { Timeline, type TimelineRow } from "./timeline"

export type MemberTab = "overview" | "timeline" | "deliveries"

interface MemberProps {
  member: MemberPageView
  tab: MemberTab
  /** List segments it could still join. */
  joinable: SegmentName[]
  timeline: { rows: TimelineRow[]; nextCursor: string | null } | null
  deliveries: { rows: DeliveryListRow[]; nextCursor: string | null } | null
}

/** MEM-7, as far as it goes in this version. */
export function MemberPage({ member, tab, joinable, timeline, deliveries }: MemberProps) {
  const { t, user } = useUi()
  const m = t.people.member
  const path = `/members/${encodeURIComponent(member.id)}`
  const tabs: MemberTab[] = ["overview", "timeline", "deliveries"]
  return (
    <Shell title={member.id}>
      <div class="stack">
        <PageHead
          title={member.id}
          crumb={{ href: "/members", label: t.people.members.title }}
          actions={
            user?.canWrite && (
              <>
                <LinkButton href={`${path}/erase`} look="quiet" icon="trash" dialog>
                  {m.erase}
                </LinkButton>
                <LinkButton href={`${path}/edit`} icon="pencil">
                  {m.edit}
                </LinkButton>
              </>
            )
          }
        />
        <Tabs
          label={member.id}
          tabs={tabs.map((name) => ({
            href: name === "overview" ? path : `${path}/${name}`,
            label: m.tabs[name],
            current: name === tab,
          }))}
        />
      </div>
      <LiveList>
        {tab === "overview" && <MemberOverview member={member} joinable={joinable} path={path} />}
        {timeline &&
          (timeline.rows.length === 0 ? (
            <EmptyState icon="activity" title={m.timelineEmpty} text={m.timelineEmptyText} />
          ) : (
            <Timeline {...timeline} zone={member.timeZone ?? undefined} />
          ))}
        {deliveries &&
          (deliveries.rows.length === 0 ? (
            <EmptyState icon="send" title={t.sending.deliveries.empty} text={t.sending.deliveries.emptyText} />
          ) : (
            <DeliveryTable rows={deliveries.rows} nextCursor={deliveries.nextCursor} />
          ))}
      </LiveList>
    </Shell>
  )
}

export function EraseMemberPage({
  memberId,
  runs,
  error,
}: {
  memberId: string
  runs: number
  error?: string | undefined
}) {
  const { t } = useUi()
  const m = t.people.member
  const path = `/members/${encodeURIComponent(memberId)}`
  const title = m.eraseTitle(memberId)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[m.eraseRuns(runs), m.eraseData, m.eraseFinal]}
        action={`${path}/erase`}
        submit={m.eraseSubmit}
        danger
        back={path}
        error={error}
      />
    </Shell>
  )
}
