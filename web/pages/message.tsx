import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { BareShell, Shell } from "../layout/shell"
import { useUi } from "../ui"

/** An error as a page: what happened, what was kept, what to do. */
export function MessagePage({
  kind,
  detail,
}: {
  kind: "notFound" | "forbidden" | "failed" | "conflict"
  detail?: string
}) {
  const { t, user } = useUi()
  const title = t.states[`${kind}Title`]
  const text = detail ?? (kind === "conflict" ? "" : t.states[kind])
  const body = (
    <EmptyState icon="alert" title={title} text={text} alone>
      <LinkButton href="/campaigns">{t.states.home}</LinkButton>
    </EmptyState>
  )
  return user ? <Shell title={title}>{body}</Shell> : <BareShell title={title}>{body}</BareShell>
}
