import { Button, LinkButton } from "../components/button"
import { PasswordField } from "../components/inputs"
import { Notice } from "../components/notice"
import { BareShell } from "../layout/shell"
import { useUi } from "../ui"

interface InviteProps {
  /** Null: the link leads nowhere (any more). */
  invite: { token: string; email: string } | null
  error?: string | undefined
}

/** Where an invitation's link leads: the password is set here, once. */
export function InvitePage({ invite, error }: InviteProps) {
  const { t } = useUi()
  const a = t.staff.accept
  if (invite === null) {
    return (
      <BareShell title={a.goneTitle}>
        <h1>{a.goneTitle}</h1>
        <Notice tone="attention">
          <p>{a.gone}</p>
        </Notice>
        <div class="row">
          <LinkButton href="/sign-in">{t.signIn.title}</LinkButton>
        </div>
      </BareShell>
    )
  }
  return (
    <BareShell title={a.title}>
      <h1>{a.title}</h1>
      <p class="muted">{a.intro(invite.email)}</p>
      <form class="stack" method="post" action={`/invite/${encodeURIComponent(invite.token)}`}>
        <input type="hidden" name="username" value={invite.email} autocomplete="username" />
        <PasswordField
          name="password"
          label={a.password}
          help={a.help}
          error={error}
          required
          autocomplete="new-password"
        />
        <Button look="primary">{a.submit}</Button>
      </form>
    </BareShell>
  )
}
