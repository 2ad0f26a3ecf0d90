import type { ComponentChildren } from "preact"
import { Icon } from "./icon"

interface MenuProps {
  /** Distinguishes it from other menus of the page. */
  id: string
  label: string
  children: ComponentChildren
}

/** Acts that are used now and then, behind a button. Opens and closes by itself, also without script. */
export function Menu({ id, label, children }: MenuProps) {
  return (
    <div class="menu">
      <button class="button" type="button" data-look="plain" popovertarget={id}>
        {label}
        <Icon name="chevronDown" />
      </button>
      <div class="menu-list" id={id} popover="auto">
        {children}
      </div>
    </div>
  )
}
