import { useUi } from "../ui"

/** A rendered message of any channel. */
export interface MessageContent {
  subject?: string | undefined
  html?: string | undefined
  text?: string | undefined
  title?: string | undefined
  body?: string | undefined
  link?: string | undefined
}

interface MessageBodyProps {
  content: MessageContent
  name: string
  /** Address of the email's HTML as a document of its own, shut into a frame (SEC-14). */
  frame: string
}

/** A message as the member would see it. */
export function MessageBody({ content, name, frame }: MessageBodyProps) {
  const { t } = useUi()
  const m = t.campaigns.messages
  if (content.html !== undefined || content.subject !== undefined) {
    return (
      <div class="stack">
        <p class="mail-head">
          <span class="muted small">{m.subject}</span>
          <span class="strong">{content.subject}</span>
        </p>
        <iframe class="preview" title={m.preview(name)} src={frame} sandbox="" loading="lazy" />
      </div>
    )
  }
  return (
    <div class="bubble">
      {content.title && <p class="bubble-title">{content.title}</p>}
      <p>{content.body ?? content.text}</p>
      {content.link && (
        <p class="small muted">
          {m.link}: {content.link}
        </p>
      )}
    </div>
  )
}
