import { useUi } from "../ui"
import { Button } from "./button"

/** Text to be copied. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  const { t } = useUi()
  return (
    <div class="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and must do so by keyboard too */}
      <section class="code-scroll" tabIndex={0} aria-label={label}>
        <pre>
          <code>{text}</code>
        </pre>
      </section>
      <Button type="button" look="quiet" icon="copy" data-copy={text} data-copied={t.actions.copied}>
        {t.actions.copy}
      </Button>
    </div>
  )
}
