import { LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { LiveList } from "../components/list"
import { PageHead } from "../components/page-head"
import { Tabs } from "../components/tabs"
import { Shell } from "../layout/shell"
import type { HolderNames } from "../policy-words"
import { useUi } from "../ui"
import { type DeliveryListRow, DeliveryTable } from "./deliveries"
import { type ExplainView, MemberExplain } from "./member-explain"
import type { InsightView } from "./member-insight"
import { MemberOverview, type MemberPageView, type SegmentName } from "./member-overview"
import { Timeline, type TimelineRow } from "./timeline"

export type MemberTab = "overview" | "explain" | "timeline" | "deliveries"

interface MemberProps {
  member: MemberPageView
  tab: MemberTab
  insight: InsightView | null
  explain: ExplainView | null
  /** List segments it could still join. */
  joinable: SegmentName[]
  timeline: { rows: TimelineRow[]; nextCursor: string | null } | null
  deliveries: { rows: DeliveryListRow[]; nextCursor: string | null; holders: HolderNames } | null
}

/** MEM-7. */
export function MemberPage({ member, tab, insight, explain, joinable, timeline, deliveries }: MemberProps) {
  const { t, user } = useUi()
  const m = t.people.member
  const path = `/members/${encodeURIComponent(member.id)}`
  const tabs: MemberTab[] = ["overview", "explain", "timeline", "deliveries"]
  return (
    <Shell title={member.id}>
      <div class="stack">
        <PageHead
          title={member.id}
          chip={member.name !== null && <span class="muted">{member.name}</span>}
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
            label: name === "explain" ? t.explain.tab : m.tabs[name],
            current: name === tab,
          }))}
        />
      </div>
      <LiveList>
        {insight && <MemberOverview member={member} insight={insight} joinable={joinable} path={path} />}
        {explain && <MemberExplain path={path} view={explain} zone={member.timeZone ?? undefined} />}
        {timeline &&
          (timeline.rows.length === 0 ? (
            <EmptyState icon="activity" title={m.timelineEmpty} text={m.timelineEmptyText} />
          ) : (
            <Timeline memberId={member.id} {...timeline} zone={member.timeZone ?? undefined} />
          ))}
        {deliveries &&
          (deliveries.rows.length === 0 ? (
            <EmptyState icon="send" title={t.sending.deliveries.empty} text={t.sending.deliveries.emptyText} />
          ) : (
            <DeliveryTable {...deliveries} />
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
