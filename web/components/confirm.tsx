import type { ComponentChildren } from "preact"
import { useUi } from "../ui"
import { Button, LinkButton } from "./button"
import { Notice } from "./notice"

interface ConfirmProps {
  title: string
  /** What will happen, in numbers, one sentence each. */
  effects: string[]
  action: string
  submit: string
  danger?: boolean
  /** Where to go when one thinks better of it. */
  back: string
  error?: string | undefined
  /** Choices that belong to the act. */
  children?: ComponentChildren
}

/** Says the effect of an act before it is done. A page of its own without script, a dialog with it. */
export function Confirm({ title, effects, action, submit, danger, back, error, children }: ConfirmProps) {
  const { t } = useUi()
  return (
    <section id="confirm" class="narrow">
      <form class="confirm" method="post" action={action} aria-labelledby="confirm-title">
        <h1 id="confirm-title">{title}</h1>
        {error && (
          <Notice tone="bad" alert>
            <p>{error}</p>
          </Notice>
        )}
        {effects.length > 0 && (
          <ul class="confirm-effects">
            {effects.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
        )}
        {children}
        <div class="confirm-foot">
          <LinkButtonBack href={back}>{t.campaigns.lifecycle.keep}</LinkButtonBack>
          <Button look={danger ? "danger" : "primary"}>{submit}</Button>
        </div>
      </form>
    </section>
  )
}

function LinkButtonBack({ href, children }: { href: string; children: string }) {
  return (
    <span data-close-dialog="">
      <LinkButton href={href}>{children}</LinkButton>
    </span>
  )
}
