import { LinkButton } from "../components/button"
import { BareShell } from "../layout/shell"
import { useUi } from "../ui"

/** For whoever comes through Cloudflare Access without an account here (API-3): why, and what to do. */
export function NotInvitedPage({ email }: { email: string }) {
  const { t } = useUi()
  const n = t.notInvited
  return (
    <BareShell title={n.title}>
      <h1>{n.title}</h1>
      <p>{n.text(email)}</p>
      <p class="muted">{n.ask}</p>
      <div class="row">
        <LinkButton href="/sign-in" look="primary">
          {n.signIn}
        </LinkButton>
        <LinkButton href="/cdn-cgi/access/logout">{n.leave}</LinkButton>
      </div>
    </BareShell>
  )
}
