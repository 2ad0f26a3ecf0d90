import { Button, LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { CodeBlock } from "../components/code-block"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { Form, type FormErrors } from "../components/form"
import { TextField } from "../components/inputs"
import { LiveList } from "../components/list"
import { PageHead } from "../components/page-head"
import { Stats } from "../components/stat"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { type MemberRow, MemberTable } from "./members"
import type { SegmentRow } from "./segments"

interface SegmentProps {
  segment: SegmentRow
  rows: MemberRow[]
  nextCursor: string | null
  campaigns: { id: string; name: string }[]
  /** Address for join webhooks. */
  webhook: string
  memberId: string
  errors: FormErrors
}

export function SegmentPage({ segment, rows, nextCursor, campaigns, webhook, memberId, errors }: SegmentProps) {
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
          isList &&
          user?.canWrite && (
            <>
              <LinkButton href={`${path}/remove`} look="quiet" icon="trash" dialog>
                {s.remove}
              </LinkButton>
              <LinkButton href={`/members/import?segmentId=${segment.id}`} icon="upload">
                {s.import}
              </LinkButton>
            </>
          )
        }
      />
      <div class="columns">
        <LiveList>
          <Stats stats={[{ label: s.columns.members, value: segment.members }]} />
          {rows.length === 0 ? (
            <EmptyState icon="users" title={s.noMembers} text={s.noMembersText} />
          ) : (
            <MemberTable caption={name} rows={rows} nextCursor={nextCursor} />
          )}
        </LiveList>
        <div class="stack">
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
          {campaigns.length > 0 && (
            <section class="panel" aria-labelledby="used">
              <h2 id="used">{s.usedBy}</h2>
              {campaigns.map((campaign) => (
                <a key={campaign.id} href={`/campaigns/${campaign.id}`}>
                  {campaign.name}
                </a>
              ))}
            </section>
          )}
        </div>
      </div>
    </Shell>
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
