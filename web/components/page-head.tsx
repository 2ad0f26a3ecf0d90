import type { ComponentChildren } from "preact"
import { Icon } from "./icon"

interface PageHeadProps {
  title: string
  /** Small capitals under the title, e.g. CAMPAIGN FLOW (CAM-1). */
  label?: string
  chip?: ComponentChildren
  /** Where this page hangs. */
  crumb?: { href: string; label: string }
  /** At most one of them primary. */
  actions?: ComponentChildren
}

export function PageHead({ title, label, chip, crumb, actions }: PageHeadProps) {
  return (
    <header class="head">
      {crumb && (
        <a class="crumb" href={crumb.href}>
          <Icon name="arrowLeft" />
          {crumb.label}
        </a>
      )}
      <div class="head-row">
        <div>
          <div class="head-title">
            <h1>{title}</h1>
            {chip}
          </div>
          {label && <p class="eyebrow">{label}</p>}
        </div>
        {actions && <div class="head-actions">{actions}</div>}
      </div>
    </header>
  )
}
