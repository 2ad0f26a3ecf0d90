import { useUi } from "../ui"
import { Button } from "./button"

/** Text to be copied. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  const { t } = useUi()
  return (
    <div class="code-block">
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      <Button type="button" look="quiet" icon="copy" data-copy={text} data-copied={t.actions.copied}>
        {t.actions.copy}
      </Button>
    </div>
  )
}
