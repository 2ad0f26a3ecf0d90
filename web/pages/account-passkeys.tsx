import { Button } from "../components/button"
import type { FormErrors } from "../components/form"
import { PasswordField, TextField } from "../components/inputs"
import { Time } from "../components/time"
import { useUi } from "../ui"

export interface PasskeysProps {
  /** Newest first; epoch ms. */
  items: { id: string; name: string; createdAt: number; lastUsedAt: number | null }[]
  /** Whether the person signed in just now, and need not give the password to add one. */
  fresh: boolean
  errors: FormErrors
}

/** The field of a passkey's name, of which there are several on the page. */
export function passkeyField(id: string): string {
  return `name-${id}`
}

/** One's passkeys (API-3). Adding one takes a script; renaming and removing do not. */
export function AccountPasskeys({ items, fresh, errors }: PasskeysProps) {
  const { t } = useUi()
  const p = t.account.passkeys
  return (
    <section class="stack" id="passkeys" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{p.title}</h2>
      <p class="muted">{p.text}</p>
      {items.length === 0 ? <p>{p.none}</p> : items.map((item) => <Passkey key={item.id} {...item} errors={errors} />)}
      <form
        class="form panel"
        id="passkey-form"
        method="post"
        data-island="passkey-add"
        data-texts={JSON.stringify(p.failures)}
        aria-labelledby="passkey-new-title"
        hidden
      >
        <h3 id="passkey-new-title">{p.newTitle}</h3>
        <TextField name="name" label={p.name} help={p.nameHelp} required maxLength={100} />
        {!fresh && (
          <PasswordField
            name="password"
            label={p.password}
            help={p.passwordHelp}
            required
            autocomplete="current-password"
          />
        )}
        <p class="field-error" role="alert" hidden />
        <div class="form-foot">
          <Button icon="key">{p.add}</Button>
        </div>
      </form>
      <noscript>
        <p class="muted">{p.needsScript}</p>
      </noscript>
    </section>
  )
}

function Passkey({ id, name, createdAt, lastUsedAt, errors }: PasskeysProps["items"][number] & { errors: FormErrors }) {
  const { t } = useUi()
  const p = t.account.passkeys
  const field = passkeyField(id)
  const path = `/account/passkeys/${id}`
  return (
    <div class="stack-tight">
      <p>
        <span class="strong">{name}</span>
        <br />
        <span class="muted small">
          {p.added} <Time at={createdAt} />,{" "}
          {lastUsedAt === null ? p.neverUsed : <UsedAt text={p.used} at={lastUsedAt} />}
        </span>
      </p>
      <details open={errors[field] !== undefined}>
        <summary class="small">{p.change(name)}</summary>
        <form class="stack" method="post" action={path}>
          <TextField name={field} label={p.name} value={name} error={errors[field]} required maxLength={100} />
          <div class="row">
            <Button>{p.rename}</Button>
          </div>
        </form>
        <form class="stack" method="post" action={`${path}/remove`}>
          <p class="muted small">{p.removeText}</p>
          <div class="row">
            <Button look="danger">{p.remove}</Button>
          </div>
        </form>
      </details>
    </div>
  )
}

function UsedAt({ text, at }: { text: string; at: number }) {
  return (
    <>
      {text} <Time at={at} show="relative" />
    </>
  )
}
