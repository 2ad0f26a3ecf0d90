import { Button } from "../components/button"
import { EmailField, PasswordField } from "../components/inputs"
import { Notice } from "../components/notice"
import { BareShell } from "../layout/shell"
import { useUi } from "../ui"

interface SignInProps {
  /** Where to go afterwards. */
  next: string
  email?: string
  /** Local systems also take the admin token. */
  local: boolean
  problem?: "wrong" | "tooMany" | "wrongToken" | "expired" | undefined
}

export function SignInPage({ next, email, local, problem }: SignInProps) {
  const { t } = useUi()
  return (
    <BareShell title={t.signIn.title}>
      <h1>{t.signIn.title}</h1>
      {problem && (
        <Notice tone={problem === "expired" ? "info" : "bad"} alert>
          <p>{t.signIn[problem]}</p>
        </Notice>
      )}
      <form class="stack" method="post" action="/sign-in">
        <input type="hidden" name="next" value={next} />
        <EmailField name="email" label={t.signIn.email} value={email ?? ""} required autocomplete="username webauthn" />
        <PasswordField name="password" label={t.signIn.password} required autocomplete="current-password" />
        <Button look="primary">{t.signIn.submit}</Button>
      </form>
      <div
        class="stack"
        data-island="passkey-sign-in"
        data-next={next}
        data-texts={JSON.stringify(t.signIn.passkeyFailures)}
        hidden
      >
        <Button type="button" icon="key">
          {t.signIn.passkey}
        </Button>
        <p class="field-error" role="alert" hidden />
      </div>
      {local && (
        <details open={problem === "wrongToken"}>
          <summary>{t.signIn.local}</summary>
          <form class="stack" method="post" action="/sign-in">
            <input type="hidden" name="next" value={next} />
            <PasswordField name="token" label={t.signIn.token} help={t.signIn.tokenHelp} required />
            <Button>{t.signIn.submit}</Button>
          </form>
        </details>
      )}
    </BareShell>
  )
}
