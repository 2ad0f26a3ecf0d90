import { Button, LinkButton } from "../components/button"
import { CheckField } from "../components/check-field"
import { CodeBlock } from "../components/code-block"
import { Confirm } from "../components/confirm"
import { Form } from "../components/form"
import { EmailField, NumberField, PasswordField, TextareaField, TextField } from "../components/inputs"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { Tabs } from "../components/tabs"
import { detailWords } from "../detail-words"
import { type FormView, fieldOf } from "../forms/form-view"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { type ProviderChannel, useKindName } from "./providers"

export interface CredentialInput {
  name: string
  required: boolean
  secret: boolean
  long: boolean
  /** What it may be; empty: anything. */
  options: string[]
  /** Whether one is stored. */
  set: boolean
}

export interface ProviderFormProps {
  channel: ProviderChannel
  kinds: string[]
  /** The kind that serves the channel now, and the one whose settings are shown. */
  chosen: string
  kind: string
  isSetUp: boolean
  fields: CredentialInput[]
  /** It cannot be called at its own address. */
  needsBaseUrl: boolean
  /** Its calls can go elsewhere than to its own address. */
  takesBaseUrl: boolean
  callback: { url: string | null; reports: boolean }
  form: FormView
  test: { form: FormView; outcome: TestOutcome | null }
  /** The public key of Web Push; null: none was made. */
  vapid: { form: FormView; publicKey: string | null } | null
}

interface TestOutcome {
  outcome: string
  detail: string | null
  providerId: string | null
}

export const credentialPrefix = "credentials."
export const removePrefix = "remove."

/** One channel's provider: its kinds, the settings of one, a test (SEND-1). Secrets are never shown again (SEC-32). */
export function ProviderPage(props: ProviderFormProps) {
  const { t } = useUi()
  const p = t.providers
  const nameOf = useKindName()
  const { channel, kind, kinds, chosen } = props
  const title = p.form.title(p.channels[channel])
  return (
    <Shell title={title}>
      <PageHead title={title} crumb={{ href: "/settings/providers", label: p.title }} />
      <Tabs
        label={p.form.kinds}
        tabs={kinds.map((one) => ({
          href: `/settings/providers/${channel}?kind=${one}`,
          label: one === chosen ? `${nameOf(one)} · ${p.form.current}` : nameOf(one),
          current: one === kind,
        }))}
      />
      <div class="columns">
        <div class="stack">
          <SettingsForm {...props} />
          {props.vapid && <VapidForm {...props.vapid} />}
        </div>
        {kind === chosen && channel !== "webhook" && <TestForm channel={channel} {...props.test} />}
      </div>
    </Shell>
  )
}

function SettingsForm(props: ProviderFormProps) {
  const { channel, kind, chosen, fields, form, callback, isSetUp, needsBaseUrl, takesBaseUrl } = props
  const { t } = useUi()
  const f = t.providers.form
  const nameOf = useKindName()
  const isReal = kind !== "outbox" && kind !== "http"
  return (
    <section class="panel" aria-label={nameOf(kind)}>
      <Form id="provider-form" action={`/settings/providers/${channel}`} errors={form.errors}>
        <input type="hidden" name="kind" value={kind} />
        {kind === "outbox" && <p>{channel === "webhook" ? f.callsOutboxText : f.outboxText}</p>}
        {kind === "http" && <p>{f.httpText}</p>}
        {kind === "smtp" && <p>{f.smtpText}</p>}
        {channel === "push" && isReal && <p>{f.pushText}</p>}
        {fields.map((field) => (
          <CredentialField key={field.name} field={field} form={form} />
        ))}
        {isReal && (
          <>
            <NumberField
              {...fieldOf(form, "ratePerSecond")}
              label={f.rate}
              help={f.rateHelp}
              min={0}
              step="any"
              optional
            />
            {takesBaseUrl && (
              <TextField
                {...fieldOf(form, "baseUrl")}
                label={needsBaseUrl ? f.relay : f.baseUrl}
                help={needsBaseUrl ? t.problems.needsRelay?.([]) : f.baseUrlHelp}
                placeholder="https://"
                optional={!needsBaseUrl}
              />
            )}
            <Callback {...callback} />
          </>
        )}
        <div class="form-foot">
          <Button look="primary">{kind === chosen ? f.save : f.use(nameOf(kind))}</Button>
          {isSetUp && kind !== chosen && kind !== "outbox" && (
            <LinkButton href={`/settings/providers/${channel}/${kind}/forget`} look="quiet" dialog>
              {f.forget}
            </LinkButton>
          )}
        </div>
      </Form>
    </section>
  )
}

function CredentialField({ field, form }: { field: CredentialInput; form: FormView }) {
  const { t } = useUi()
  const f = t.providers.form
  const { name, required, secret, long, options, set } = field
  const { label, help } = t.providers.fields[name] ?? { label: name }
  const shown = {
    ...fieldOf(form, `${credentialPrefix}${name}`),
    label,
    optional: !required,
    ...(set && secret ? { help: f.set } : help === undefined ? {} : { help }),
  }
  if (options.length > 0) {
    const named = options.map((value) => ({ value, label: t.providers.options[value] ?? value }))
    return <SelectField {...shown} options={named} value={shown.value || options[0]} optional={false} />
  }
  if (!secret) return <TextField {...shown} required={required} maxLength={1_000} />
  return (
    <>
      {long ? (
        <TextareaField {...shown} value="" rows={4} code />
      ) : (
        <SecretField shown={shown} required={required && !set} />
      )}
      {set && !required && (
        <CheckField name={`${removePrefix}${name}`} label={`${f.remove}: ${label}`} checked={false} />
      )}
    </>
  )
}

/** What was typed comes back as little as what is stored. */
function SecretField({
  shown,
  required,
}: {
  shown: { name: string; label: string; error: string | undefined }
  required: boolean
}) {
  return <PasswordField {...shown} required={required} autocomplete="new-password" />
}

function Callback({ url, reports }: { url: string | null; reports: boolean }) {
  const { t } = useUi()
  const p = t.providers
  if (!reports) return <p class="muted">{p.callbackNone}</p>
  if (url === null) return <p class="muted">{p.callbackUnknown}</p>
  return (
    <div class="stack-tight">
      <p>{p.callbackHelp}</p>
      <CodeBlock text={url} />
    </div>
  )
}

function TestForm({ channel, form, outcome }: { channel: ProviderChannel } & ProviderFormProps["test"]) {
  const { t } = useUi()
  const test = t.providers.test
  const help = test.toHelp[channel]
  const to = {
    ...fieldOf(form, "to"),
    label: test.to[channel] ?? test.to.email ?? "",
    required: true,
    ...(help ? { help } : {}),
  }
  return (
    <section class="panel" aria-labelledby="provider-test">
      <h2 id="provider-test">{test.title}</h2>
      <p class="muted">{test.text}</p>
      <Form id="test-form" action={`/settings/providers/${channel}/test`} errors={form.errors} plain>
        {outcome && (
          <Notice
            tone={outcome.outcome === "accepted" ? "good" : "bad"}
            title={test.outcomes[outcome.outcome] ?? ""}
            alert
          >
            {outcome.detail && <p>{detailWords(t, outcome.detail)}</p>}
            {outcome.providerId && (
              <p>
                {test.id}: <span class="mono">{outcome.providerId}</span>
              </p>
            )}
          </Notice>
        )}
        {channel === "email" ? <EmailField {...to} /> : <TextField {...to} />}
        <div class="row">
          <Button icon="send">{test.submit}</Button>
        </div>
      </Form>
    </section>
  )
}

function VapidForm({ form, publicKey }: NonNullable<ProviderFormProps["vapid"]>) {
  const { t } = useUi()
  const f = t.providers.form
  return (
    <section class="panel" aria-labelledby="vapid">
      <h2 id="vapid">{f.vapidTitle}</h2>
      <p class="muted">{f.vapidText}</p>
      {publicKey !== null && <CodeBlock text={publicKey} />}
      <Form id="vapid-form" action="/settings/providers/push/vapid-keys" errors={form.errors}>
        <TextField
          {...fieldOf(form, "vapidSubject")}
          label={f.vapidSubject}
          help={f.vapidSubjectHelp}
          placeholder="mailto:"
          required
        />
        {publicKey !== null && (
          <CheckField name="replace" label={f.vapidReplace} checked={false} error={form.errors.replace} />
        )}
        <div class="row">
          <Button>{f.vapidMake}</Button>
        </div>
      </Form>
    </section>
  )
}

export function ForgetProviderPage({
  channel,
  kind,
  error,
}: {
  channel: ProviderChannel
  kind: string
  error?: string
}) {
  const { t } = useUi()
  const f = t.providers.form
  const title = f.forgetTitle(useKindName()(kind))
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[f.forgetText]}
        action={`/settings/providers/${channel}/${kind}/forget`}
        submit={f.forget}
        danger
        back={`/settings/providers/${channel}?kind=${kind}`}
        error={error}
      />
    </Shell>
  )
}
