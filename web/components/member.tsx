import { useUi } from "../ui"

/** A member as the first cell of a row: the id leads to its page; its name, where it is known, stands below. */
export function MemberLink({ id, name = null }: { id: string; name?: string | null }) {
  return (
    <>
      <a class="table-main" href={`/members/${encodeURIComponent(id)}`}>
        {id}
      </a>
      {name !== null && <p class="muted small">{name}</p>}
    </>
  )
}

interface WhyLinkProps {
  memberId: string
  campaignId: string
  campaignName: string
}

/** To the explanation of a member in a campaign (ANA-5). */
export function WhyLink({ memberId, campaignId, campaignName }: WhyLinkProps) {
  const { t } = useUi()
  const href = `/members/${encodeURIComponent(memberId)}/explain?campaignId=${encodeURIComponent(campaignId)}`
  return (
    <a href={href} aria-label={t.explain.whyOf(campaignName)}>
      {t.explain.why}
    </a>
  )
}
