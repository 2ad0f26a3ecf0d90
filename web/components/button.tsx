import type { ComponentChildren } from "preact"
import type { IconName } from "../icons"
import { Icon } from "./icon"

export type Look = "primary" | "plain" | "quiet" | "danger"

interface ButtonProps {
  look?: Look
  icon?: IconName
  name?: string
  value?: string
  type?: "submit" | "button"
  /** Shows the icon only; `children` stay as the accessible name. */
  iconOnly?: boolean
  disabled?: boolean
  /** Posts the form elsewhere than it says itself. */
  formaction?: string
  children: ComponentChildren
  [attribute: `data-${string}` | `hx-${string}` | `aria-${string}`]: string | undefined
}

/** Does something. To go somewhere, use `LinkButton`. */
export function Button({ look = "plain", icon, type = "submit", iconOnly, children, ...rest }: ButtonProps) {
  return (
    <button
      class="button"
      type={type}
      data-look={look}
      data-icon-only={iconOnly ? "" : undefined}
      title={hint(iconOnly, children)}
      {...rest}
    >
      {icon && <Icon name={icon} />}
      {iconOnly ? <span class="visually-hidden">{children}</span> : children}
    </button>
  )
}

interface LinkButtonProps {
  href: string
  look?: Look
  icon?: IconName
  /** Opens the page's confirmation in a dialog when scripts run. */
  dialog?: boolean
  /** Shows the icon only; `children` stay as the accessible name. */
  iconOnly?: boolean
  children: ComponentChildren
}

/** Goes somewhere and looks like a button. */
export function LinkButton({ href, look = "plain", icon, dialog, iconOnly, children }: LinkButtonProps) {
  return (
    <a
      class="button"
      href={href}
      data-look={look}
      data-icon-only={iconOnly ? "" : undefined}
      title={hint(iconOnly, children)}
      {...(dialog ? dialogAttributes(href) : {})}
    >
      {icon && <Icon name={icon} />}
      {iconOnly ? <span class="visually-hidden">{children}</span> : children}
    </a>
  )
}

/** Fetches the page behind `href` and shows its `#confirm` part in the dialog of the layout. */
function dialogAttributes(href: string): Record<string, string> {
  return { "hx-get": href, "hx-target": "#dialog", "hx-select": "#confirm", "hx-swap": "innerHTML" }
}

/** What an icon alone means, for whoever points at it. */
function hint(iconOnly: boolean | undefined, children: ComponentChildren): string | undefined {
  return iconOnly && typeof children === "string" ? children : undefined
}
