import type { ComponentChildren } from "preact"
import type { IconName } from "../icons"
import { Icon } from "./icon"

interface EmptyStateProps {
  icon: IconName
  title: string
  text: string
  /** It is all there is on the page: its title is the page's. */
  alone?: boolean
  /** The first action. */
  children?: ComponentChildren
}

/** Says what a list is for, and how to begin. */
export function EmptyState({ icon, title, text, alone, children }: EmptyStateProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      {alone ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{text}</p>
      {children && <div class="row">{children}</div>}
    </div>
  )
}
