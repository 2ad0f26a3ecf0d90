import { Text } from "./fields"
import type { Store } from "./store"
import type { EditorProps, Preview } from "./types"

/** What stands beside an email's body: subject, preheader, sender, text part. */
export function EmailHead({ store, props, preview }: { store: Store; props: EditorProps; preview: Preview | null }) {
  const t = props.texts.head
  const { part, content, language, change } = store
  const text = (field: "subject" | "preheader" | "from" | "replyTo" | "text") => ({
    value: part[field],
    onText: (value: string) => change({ [field]: value }, field),
    // A variant says only what is different.
    placeholder: language === null ? undefined : content[field],
  })
  const made = preview?.rendered?.text
  return (
    <div class="mhead">
      <Text label={t.subject} {...text("subject")} />
      <Text label={t.preheader} help={t.preheaderHelp} {...text("preheader")} />
      <details>
        <summary class="small">{t.more}</summary>
        <div class="mhead-more">
          <div class="mfields-row">
            <Text label={t.from} help={t.fromHelp} {...text("from")} />
            <Text label={t.replyTo} {...text("replyTo")} />
          </div>
          <Text label={t.text} help={t.textHelp} rows={6} {...text("text")} />
          {typeof made === "string" && !part.text && (
            <button class="button" type="button" onClick={() => change({ text: made })}>
              {t.editText}
            </button>
          )}
        </div>
      </details>
    </div>
  )
}

/** The text of an SMS, with how it travels (MSG-1). */
export function SmsFields({ store, props, preview }: { store: Store; props: EditorProps; preview: Preview | null }) {
  const t = props.texts.sms
  const { part, content, language, change } = store
  const size = preview?.sms
  return (
    <div class="mhead">
      <Text
        label={t.text}
        value={part.text}
        rows={6}
        placeholder={language === null ? undefined : content.text}
        onText={(text) => change({ text }, "text")}
      />
      {size && (
        <dl class="mcount" aria-live="polite">
          <div>
            <dt>{t.characters}</dt>
            <dd>{size.characters}</dd>
          </div>
          <div>
            <dt>{t.segments}</dt>
            <dd>{size.segments}</dd>
          </div>
          <div>
            <dt>{t.left}</dt>
            <dd>{size.left}</dd>
          </div>
          <div>
            <dt>{t.encoding}</dt>
            <dd>{size.encoding}</dd>
          </div>
        </dl>
      )}
      {size && size.beyondGsm.length > 0 && (
        <p class="field-help">
          {t.beyond} {size.beyondGsm.slice(0, 10).join(" ")}
        </p>
      )}
    </div>
  )
}

export function PushFields({ store, props }: { store: Store; props: EditorProps }) {
  const t = props.texts.push
  const { part, content, language, change } = store
  const text = (field: "title" | "body" | "link" | "image") => ({
    value: part[field],
    onText: (value: string) => change({ [field]: value }, field),
    placeholder: language === null ? undefined : content[field],
  })
  return (
    <div class="mhead">
      <Text label={t.title} {...text("title")} />
      <Text label={t.body} rows={4} {...text("body")} />
      <Text label={t.link} {...text("link")} />
      <Text label={t.image} {...text("image")} />
    </div>
  )
}
