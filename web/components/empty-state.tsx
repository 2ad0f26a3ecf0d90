import type { ComponentChildren } from "preact"
import type { IconName } from "../icons"
import { Icon } from "./icon"

interface EmptyStateProps {
  icon: IconName
  title: string
  text: string
  /** The first action. */
  children?: ComponentChildren
}

/** Says what a list is for, and how to begin. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      <p>{text}</p>
      {children && <div class="row">{children}</div>}
    </div>
  )
}
