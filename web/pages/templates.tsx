import type { Channel } from "../../src/engine/types"
import { Button, LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { Form } from "../components/form"
import { TextField } from "../components/inputs"
import { MessageBody, type MessageContent } from "../components/message-body"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { type FormView, fieldOf } from "../forms/form-view"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

export interface TemplateCard {
  id: string
  name: string
  channel: Channel
  builtIn: boolean
}

/** Where templates live. */
export function templatePath(id: string): string {
  return `/templates/${encodeURIComponent(id)}`
}

/** All templates that messages can begin with (MSG-1). */
export function TemplatesPage({ templates }: { templates: readonly TemplateCard[] }) {
  const { t } = useUi()
  const s = t.templates
  const own = templates.filter((one) => !one.builtIn)
  return (
    <Shell title={s.title}>
      <PageHead title={s.title} />
      <p class="muted">{s.intro}</p>
      <h2>{s.own}</h2>
      {own.length === 0 ? <p class="muted">{s.none}</p> : <Cards templates={own} />}
      <h2>{s.builtIn}</h2>
      <Cards templates={templates.filter((one) => one.builtIn)} />
    </Shell>
  )
}

function Cards({ templates }: { templates: readonly TemplateCard[] }) {
  const { t, user } = useUi()
  const s = t.templates
  return (
    <ul class="template-cards">
      {templates.map(({ id, name, channel, builtIn }) => (
        <li class="template-card" key={id}>
          <div class="template-look">
            {channel === "email" ? (
              <iframe title={s.look(name)} src={`${templatePath(id)}/body`} sandbox="" loading="lazy" tabIndex={-1} />
            ) : (
              <p class="muted">{t.sending.channels[channel]}</p>
            )}
          </div>
          <div class="template-foot">
            <a class="table-main" href={templatePath(id)}>
              {name}
            </a>
            {!builtIn && user?.canWrite && (
              <LinkButton href={`${templatePath(id)}/remove`} look="quiet" icon="trash" iconOnly dialog>
                {s.remove}
              </LinkButton>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

interface TemplatePageProps {
  template: TemplateCard
  content: MessageContent
  form: FormView
  /** Campaigns that messages can be kept in. */
  campaigns: readonly { id: string; name: string }[]
}

/** One template as a member would get it, and a message begun with it. */
export function TemplatePage({ template, content, form, campaigns }: TemplatePageProps) {
  const { t, user } = useUi()
  const s = t.templates
  const { id, name, channel } = template
  return (
    <Shell title={name}>
      <PageHead title={name} label={t.sending.channels[channel]} crumb={{ href: "/templates", label: s.title }} />
      <div class="split">
        <section class="stack" aria-labelledby="use">
          <h2 id="use">{s.useTitle}</h2>
          {campaigns.length === 0 || !user?.canWrite ? (
            <p class="muted">{s.noCampaign}</p>
          ) : (
            <Form id="template-form" action={templatePath(id)} errors={form.errors}>
              <SelectField
                {...fieldOf(form, "campaignId")}
                label={s.campaign}
                help={s.campaignHelp}
                options={campaigns.map((one) => ({ value: one.id, label: one.name }))}
              />
              <TextField {...fieldOf(form, "name")} label={s.name} required maxLength={200} />
              <div class="form-foot">
                <Button look="primary">{s.create}</Button>
              </div>
            </Form>
          )}
        </section>
        <MessageBody content={content} name={name} frame={`${templatePath(id)}/body`} />
      </div>
    </Shell>
  )
}

export function RemoveTemplatePage({ template, error }: { template: TemplateCard; error?: string | undefined }) {
  const { t } = useUi()
  const s = t.templates
  const title = s.removeTitle(template.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[s.removeText]}
        action={`${templatePath(template.id)}/remove`}
        submit={s.remove}
        danger
        back="/templates"
        error={error}
      />
    </Shell>
  )
}
