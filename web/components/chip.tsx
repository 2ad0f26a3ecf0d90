import type { IconName } from "../icons"
import { Icon } from "./icon"

export type Tone = "neutral" | "good" | "attention" | "bad" | "info"

/** A state in a word, with an icon so that colour is never alone. */
export function Chip({ tone = "neutral", icon, children }: { tone?: Tone; icon?: IconName; children: string }) {
  return (
    <span class="chip" data-tone={tone}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  )
}
