import type { Channel } from "../../src/engine/types"
import { Button, LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { Form } from "../components/form"
import { TextareaField, TextField } from "../components/inputs"
import { MessageBody, type MessageContent } from "../components/message-body"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { type Option, SelectField } from "../components/select"
import { type FormView, fieldOf } from "../forms/form-view"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { savedPath } from "./saved-messages"

/** What a saved message holds, by channel: the fields of its form, in their order. */
export const contentParts = {
  email: ["subject", "preheader", "from", "replyTo", "html", "text"],
  sms: ["text"],
  push: ["title", "body", "link", "image"],
} as const satisfies Record<Channel, readonly string[]>

/** Fields of a message's form; HTML that is made of blocks is none of them. */
export function partsFor(channel: Channel, isDesigned: boolean): readonly string[] {
  return contentParts[channel].filter((part) => part !== "html" || !isDesigned)
}

interface SavedMessageProps {
  campaign: { id: string; name: string }
  channel: Channel
  form: FormView
  /** The message as it is stored; null while it is being made. */
  saved: {
    id: string
    name: string
    content: MessageContent | null
    problem: string | null
    as: string
    /** It is made of blocks. */
    isDesigned: boolean
  } | null
  asError?: string | undefined
  /** What a new email can begin with. */
  starts?: readonly Option[]
}

/** A saved message: its form, and beside it how it looks as stored (MSG-3). */
export function SavedMessagePage({ campaign, channel, form, saved, asError, starts = [] }: SavedMessageProps) {
  const { t, user } = useUi()
  const s = t.savedMessages
  const title = saved?.name ?? s.newOf[channel]
  const action = saved === null ? `${savedPath(campaign.id)}/new/${channel}` : savedPath(campaign.id, saved.id)
  return (
    <Shell title={`${title} · ${campaign.name}`}>
      <PageHead
        title={title}
        label={t.sending.channels[channel]}
        crumb={{ href: `/campaigns/${campaign.id}/messages`, label: campaign.name }}
        actions={
          saved !== null &&
          user?.canWrite && (
            <>
              <LinkButton href={`${action}/remove`} look="quiet" icon="trash" dialog>
                {s.remove}
              </LinkButton>
              <LinkButton href={`${action}/edit`} look="primary" icon="pencil">
                {t.messageEditor.open}
              </LinkButton>
            </>
          )
        }
      />
      <div class={saved === null ? "narrow" : "split"}>
        <Form id="message-form" action={action} errors={form.errors}>
          <TextField {...fieldOf(form, "name")} label={s.name} help={s.nameHelp} required maxLength={200} />
          {starts.length > 0 && (
            <SelectField {...fieldOf(form, "start")} label={t.templates.start} options={[...starts]} />
          )}
          {starts.length > 0 ? (
            <details open={fieldOf(form, "html").value !== "" || fieldOf(form, "text").value !== ""}>
              <summary class="small">{t.templates.written}</summary>
              <div class="form-section">
                <ContentFields channel={channel} form={form} isDesigned={false} />
              </div>
            </details>
          ) : (
            <ContentFields channel={channel} form={form} isDesigned={saved?.isDesigned === true} />
          )}
          {user?.canWrite && (
            <div class="form-foot">
              <Button look="primary">{saved === null ? s.create : s.submit}</Button>
            </div>
          )}
        </Form>
        {saved !== null && <Preview campaignId={campaign.id} saved={saved} asError={asError} />}
      </div>
    </Shell>
  )
}

interface PreviewProps {
  campaignId: string
  saved: NonNullable<SavedMessageProps["saved"]>
  asError: string | undefined
}

function Preview({ campaignId, saved, asError }: PreviewProps) {
  const { t } = useUi()
  const m = t.campaigns.messages
  const path = savedPath(campaignId, saved.id)
  return (
    <section class="stack" aria-labelledby="preview">
      <h2 id="preview">{t.savedMessages.preview}</h2>
      <form class="filters" method="get" action={path}>
        <TextField name="as" label={m.as} help={m.asHelp} value={saved.as} error={asError} />
        <Button>{m.show}</Button>
      </form>
      {saved.content === null ? (
        <Notice tone="attention" title={t.savedMessages.previewFailed}>
          <p>{saved.problem}</p>
        </Notice>
      ) : (
        <MessageBody
          content={saved.content}
          name={saved.name}
          frame={`${path}/body?as=${encodeURIComponent(saved.as)}`}
        />
      )}
    </section>
  )
}

/** The fields of each channel, as the steps' own forms name them. */
function ContentFields({ channel, form, isDesigned }: { channel: Channel; form: FormView; isDesigned: boolean }) {
  const { t } = useUi()
  const { messageEditor } = t
  const { message, email, sms, push } = t.stepForms
  switch (channel) {
    case "email":
      return (
        <>
          <TextField {...fieldOf(form, "subject")} label={email.subject} help={message.templates} />
          <TextField {...fieldOf(form, "preheader")} label={email.preheader} help={email.preheaderHelp} optional />
          <div class="form-pair">
            <TextField {...fieldOf(form, "from")} label={email.from} optional />
            <TextField {...fieldOf(form, "replyTo")} label={email.replyTo} optional />
          </div>
          {isDesigned ? (
            <p class="field-help">{messageEditor.designed}</p>
          ) : (
            <TextareaField {...fieldOf(form, "html")} label={email.html} rows={14} code />
          )}
          <TextareaField {...fieldOf(form, "text")} label={email.text} help={email.textHelp} rows={6} optional />
        </>
      )
    case "sms":
      return <TextareaField {...fieldOf(form, "text")} label={sms.text} help={message.templates} rows={4} />
    case "push":
      return (
        <>
          <TextField {...fieldOf(form, "title")} label={push.title} help={message.templates} />
          <TextareaField {...fieldOf(form, "body")} label={push.body} rows={4} />
          <TextField {...fieldOf(form, "link")} label={push.link} placeholder="https://" optional />
          <TextField {...fieldOf(form, "image")} label={push.image} placeholder="https://" optional />
        </>
      )
  }
}

interface RemoveProps {
  campaignId: string
  message: { id: string; name: string }
  error?: string | undefined
}

export function RemoveSavedMessagePage({ campaignId, message, error }: RemoveProps) {
  const { t } = useUi()
  const s = t.savedMessages
  const title = s.removeTitle(message.name)
  const path = savedPath(campaignId, message.id)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[s.removeText]}
        action={`${path}/remove`}
        submit={s.remove}
        danger
        back={path}
        error={error}
      />
    </Shell>
  )
}
