import { Button } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { PasswordField } from "../components/inputs"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { AccountPasskeys, type PasskeysProps } from "./account-passkeys"

interface AccountProps {
  email: string
  role: string
  /** Where one is signed in, latest first; epoch ms. */
  sessions: { current: boolean; createdAt: number; lastSeenAt: number }[]
  passkeys: Omit<PasskeysProps, "errors">
  errors: FormErrors
}

/** One's own language, password, passkeys and sessions (API-3, UI-2). */
export function AccountPage({ email, role, sessions, passkeys, errors }: AccountProps) {
  const { t, locale } = useUi()
  const a = t.account
  return (
    <Shell title={a.title}>
      <PageHead title={a.title} />
      <p class="muted">{a.intro(email, t.staff.roles[role as keyof typeof t.staff.roles] ?? role)}</p>
      <div class="narrow stack-lg">
        <section class="stack" aria-labelledby="language-title">
          <h2 id="language-title">{t.nav.language}</h2>
          <form class="form" method="post" action="/language">
            <input type="hidden" name="next" value="/account?note=saved" />
            <SelectField
              name="locale"
              label={t.nav.language}
              help={a.languageHelp}
              value={locale}
              options={[
                { value: "en", label: t.languages.en },
                { value: "es", label: t.languages.es },
              ]}
            />
            <div class="form-foot">
              <Button>{t.actions.save}</Button>
            </div>
          </form>
        </section>
        <section class="stack" aria-labelledby="password-title">
          <h2 id="password-title">{a.passwordTitle}</h2>
          <Form id="password-form" action="/account/password" errors={errors}>
            <input type="hidden" name="username" value={email} autocomplete="username" />
            <PasswordField
              name="current"
              label={a.current}
              error={errors.current}
              required
              autocomplete="current-password"
            />
            <PasswordField
              name="password"
              label={a.password}
              help={t.staff.accept.help}
              error={errors.password}
              required
              autocomplete="new-password"
            />
            <div class="form-foot">
              <Button look="primary">{a.change}</Button>
            </div>
          </Form>
        </section>
        <AccountPasskeys {...passkeys} errors={errors} />
        <section class="stack" aria-labelledby="sessions-title">
          <h2 id="sessions-title">{a.sessionsTitle}</h2>
          <p class="muted">{a.sessionsText}</p>
          <ul class="bullets">
            {sessions.map(({ current, createdAt, lastSeenAt }) => (
              <li key={`${createdAt} ${lastSeenAt} ${current}`}>
                {a.since} <Time at={createdAt} />, {a.lastSeen} <Time at={lastSeenAt} show="relative" />
                {current && <span class="muted"> ({a.thisOne})</span>}
              </li>
            ))}
          </ul>
          <form method="post" action="/account/sign-out">
            <Button icon="signOut" look="plain">
              {a.everywhere}
            </Button>
          </form>
        </section>
      </div>
    </Shell>
  )
}
