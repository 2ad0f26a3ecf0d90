import type { Rule } from "../../src/engine/rules"
import { Button, LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { CodeBlock } from "../components/code-block"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { Form, type FormErrors } from "../components/form"
import { TextField } from "../components/inputs"
import { LiveList } from "../components/list"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Progress } from "../components/progress"
import { Stats } from "../components/stat"
import { Shell } from "../layout/shell"
import { criterionWords } from "../steps/rule-words"
import { useUi } from "../ui"
import { type MemberRow, MemberTable } from "./members"
import type { SegmentRow } from "./segments"

interface SegmentProps {
  segment: SegmentRow
  rows: MemberRow[]
  nextCursor: string | null
  /** Of a rule segment. */
  rule: Rule | null
  /** Of what the rule may mention, by id. */
  names: Record<string, string>
  campaigns: { id: string; name: string }[]
  /** Address for join webhooks. */
  webhook: string
  memberId: string
  errors: FormErrors
}

export function SegmentPage(props: SegmentProps) {
  const { segment, rows, nextCursor, rule, names, campaigns, webhook, memberId, errors } = props
  const { t, user } = useUi()
  const s = t.people.segments
  const path = `/segments/${segment.id}`
  const isList = segment.kind === "list"
  const name = segment.kind === "everyone" ? s.everyone : segment.name
  return (
    <Shell title={name} wide>
      <PageHead
        title={name}
        chip={<Chip icon="segments">{s.kinds[segment.kind]}</Chip>}
        crumb={{ href: "/segments", label: s.title }}
        actions={
          segment.kind !== "everyone" &&
          user?.canWrite && (
            <>
              <LinkButton href={`${path}/remove`} look="quiet" icon="trash" dialog>
                {s.remove}
              </LinkButton>
              <LinkButton href={`${path}/edit`} icon="pencil">
                {s.edit}
              </LinkButton>
              {isList && (
                <LinkButton href={`/members/import?segmentId=${segment.id}`} icon="upload">
                  {s.import}
                </LinkButton>
              )}
            </>
          )
        }
      />
      <div class="columns">
        <LiveList>
          <Search segment={segment} />
          <Stats stats={[{ label: s.columns.members, value: segment.members }]} />
          {rows.length === 0 ? (
            <EmptyState
              icon="users"
              title={isList ? s.noMembers : s.noMatches}
              text={isList ? s.noMembersText : s.noMatchesText}
            />
          ) : (
            <MemberTable caption={name} rows={rows} nextCursor={nextCursor} narrow />
          )}
        </LiveList>
        <div class="stack">
          {rule && <Condition rule={rule} names={names} />}
          {isList && user?.canWrite && (
            <section class="panel" aria-labelledby="add">
              <h2 id="add">{s.add}</h2>
              <Form id="join-form" action={`${path}/join`} errors={errors}>
                <TextField
                  name="memberId"
                  label={s.addLabel}
                  help={s.addHelp}
                  value={memberId}
                  error={errors.memberId}
                  required
                  maxLength={200}
                />
                <div class="row">
                  <Button>{s.addSubmit}</Button>
                </div>
              </Form>
            </section>
          )}
          {isList && (
            <section class="panel" aria-labelledby="webhook">
              <h2 id="webhook">{s.webhook}</h2>
              <CodeBlock text={webhook} />
            </section>
          )}
          {segment.kind !== "everyone" && <UsedBy segmentId={segment.id} campaigns={campaigns} />}
        </div>
      </div>
    </Shell>
  )
}

/** The campaigns of its members; the next step from here is one more. */
function UsedBy({ segmentId, campaigns }: { segmentId: string; campaigns: SegmentProps["campaigns"] }) {
  const { t, user } = useUi()
  const s = t.people.segments
  return (
    <section class="panel" aria-labelledby="used">
      <h2 id="used">{s.usedBy}</h2>
      {campaigns.length === 0 && <p class="muted">{s.unused}</p>}
      {campaigns.map((campaign) => (
        <a key={campaign.id} href={`/campaigns/${campaign.id}`}>
          {campaign.name}
        </a>
      ))}
      {user?.canWrite && (
        <div class="row">
          <LinkButton href={`/campaigns/new/flow?segmentId=${encodeURIComponent(segmentId)}`} icon="plus">
            {s.newFlow}
          </LinkButton>
        </div>
      )}
    </section>
  )
}

/** How far the search for its members is; the page follows it, and goes on without anyone looking (UI-4). */
function Search({ segment }: { segment: SegmentRow }) {
  const { t, path } = useUi()
  const s = t.people.segments
  const { progress } = segment
  if (!progress) return null
  const label = segment.kind === "rule" ? s.finding : s.filling
  return (
    <div
      id="segment-search"
      class="stack"
      data-live=""
      hx-get={path}
      hx-trigger="every 1s"
      hx-target="#list"
      hx-select="#list"
      hx-swap="outerHTML"
    >
      <Notice title={label}>
        <Progress label={label} value={progress.done} max={progress.total} />
        <p>{s.findingText(progress.done, progress.total)}</p>
      </Notice>
    </div>
  )
}

/** The rule in words: what must hold together in one list, alternatives after each other. */
function Condition({ rule, names }: { rule: Rule; names: Record<string, string> }) {
  const { t, locale } = useUi()
  const nameOf = (id: string) => (id === "everyone" ? t.people.segments.everyone : (names[id] ?? id))
  const words = { t, locale, stepName: nameOf, segmentName: nameOf, nameOf }
  return (
    <section class="panel" aria-labelledby="condition">
      <h2 id="condition">{t.people.segments.condition}</h2>
      {rule.any.length === 0 && <p class="muted">{t.rules.empty}</p>}
      {rule.any.map((group, index) => (
        <div key={index} class="stack">
          {index > 0 && <p class="rule-or">{t.rules.or}</p>}
          <ul class="lines">
            {group.all.map((criterion) => (
              <li key={JSON.stringify(criterion)}>{criterionWords(criterion, words)}</li>
            ))}
            {group.all.length === 0 && <li>{t.people.segments.everyone}</li>}
          </ul>
        </div>
      ))}
    </section>
  )
}

export function RemoveSegmentPage({ segment, error }: { segment: SegmentRow; error?: string | undefined }) {
  const { t } = useUi()
  const s = t.people.segments
  const title = s.removeTitle(segment.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[s.removeText(segment.members)]}
        action={`/segments/${segment.id}/remove`}
        submit={s.remove}
        danger
        back={`/segments/${segment.id}`}
        error={error}
      />
    </Shell>
  )
}
