import type { ComponentChildren } from "preact"
import { Icon } from "./icon"

const toneIcons = { info: "info", good: "done", attention: "warning", bad: "alert" } as const

interface NoticeProps {
  tone?: keyof typeof toneIcons
  title?: string
  children?: ComponentChildren
  /** Read out at once: errors after an action. */
  alert?: boolean
}

/** Something to know on this page. */
export function Notice({ tone = "info", title, children, alert }: NoticeProps) {
  return (
    <div class="notice" data-tone={tone} role={alert ? "alert" : undefined}>
      <Icon name={toneIcons[tone]} />
      <div class="notice-body">
        {title && <p class="strong">{title}</p>}
        {children}
      </div>
    </div>
  )
}
