import { useUi } from "../ui"
import { Button } from "./button"

/** Text to be copied. */
export function CodeBlock({ text }: { text: string }) {
  const { t } = useUi()
  return (
    <div class="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and must do so by keyboard too */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <Button type="button" look="quiet" icon="copy" data-copy={text} data-copied={t.actions.copied}>
        {t.actions.copy}
      </Button>
    </div>
  )
}
