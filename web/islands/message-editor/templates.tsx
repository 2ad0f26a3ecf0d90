import { useEffect, useState } from "preact/hooks"
import type { TemplateView } from "../../../src/services/templates/schema"
import { listTemplates, saveTemplate } from "./server"
import type { Content, EditorProps } from "./types"

interface TemplatesProps {
  props: EditorProps
  content: Content
  onUse: (content: Content) => void
  onClose: () => void
}

/** Templates to begin anew with, and keeping what is written as one (MSG-1). */
export function Templates({ props, content, onUse, onClose }: TemplatesProps) {
  const t = props.texts.templates
  const [all, setAll] = useState<TemplateView[] | null>([])
  const [name, setName] = useState("")
  const [said, setSaid] = useState("")
  useEffect(() => {
    void listTemplates(props.channel, props.locale).then(setAll)
  }, [said])
  const keep = async () => {
    const failure = await saveTemplate(props.channel, name.trim(), content)
    setSaid(failure === null ? t.kept : failure || t.unreachable)
    if (failure === null) setName("")
  }
  return (
    <div class="mtemplates">
      {all === null && <p class="mnote">{t.unreachable}</p>}
      <ul class="mtemplates-list">
        {all?.map((one) => (
          <li key={one.id}>
            <button
              class="mpalette-item"
              type="button"
              onClick={() => {
                onUse(one.content)
                onClose()
              }}
            >
              <span>
                <span class="strong">{one.name}</span>
                <br />
                <span class="small muted">{one.builtIn ? t.builtIn : t.own}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="field-help">{t.replaces}</p>
      {props.canWrite && (
        <form
          class="mfields-row"
          data-no-variables=""
          onSubmit={(event) => {
            event.preventDefault()
            void keep()
          }}
        >
          <input
            class="input"
            aria-label={t.name}
            placeholder={t.name}
            value={name}
            maxLength={200}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <button class="button" type="submit" disabled={name.trim() === ""}>
            {t.keep}
          </button>
        </form>
      )}
      <p role="status" class="small">
        {said}
      </p>
    </div>
  )
}
