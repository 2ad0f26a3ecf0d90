import { PageHead } from "../components/page-head"
import type { EditorProps } from "../islands/message-editor/types"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

interface MessageEditorPageProps {
  name: string
  crumb: { href: string; label: string }
  /** The plain form, for browsers without script. */
  plainUrl: string
  props: EditorProps
}

/** The editor of one message (MSG-1): its script shows it; without script there is the plain form. */
export function MessageEditorPage({ name, crumb, plainUrl, props }: MessageEditorPageProps) {
  const { t } = useUi()
  const m = t.messageEditor
  return (
    <Shell title={m.title(name)} wide>
      <link rel="stylesheet" href="/message-editor.css" />
      <PageHead title={name} label={t.sending.channels[props.channel]} crumb={crumb} />
      <noscript>
        <p>
          {m.plain} <a href={plainUrl}>{name}</a>
        </p>
      </noscript>
      <section aria-label={m.title(name)} data-island="message-editor" data-props={JSON.stringify(props)}>
        <p class="muted">{m.loading}</p>
      </section>
    </Shell>
  )
}
