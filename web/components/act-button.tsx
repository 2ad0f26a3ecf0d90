import type { IconName } from "../icons"
import { Button, type Look } from "./button"
import { useFormPlace } from "./form"

interface ActButtonProps {
  /** `add:PREFIX`, `remove:PREFIX.N`: see `afterAct`. */
  act: string
  look?: Look
  icon?: IconName
  iconOnly?: boolean
  children: string
}

/** Adds or removes rows of a form: posts it with what it holds and takes it back as it then is; nothing is saved. */
export function ActButton({ act, look = "quiet", ...rest }: ActButtonProps) {
  return <Button name="do" value={act} look={look} {...useReshape()} {...rest} />
}

/** Attributes that bring the form back in place, without a jump. */
export function useReshape(): Record<`hx-${string}`, string> {
  const { id, action } = useFormPlace()
  return { "hx-post": action, "hx-target": `#${id}`, "hx-select": `#${id}`, "hx-swap": "outerMorph" }
}

/**
 * First in a form with such buttons: what Enter in a field presses. Without it the browser would take the first button
 * there is, which may remove something.
 */
export function EnterSaves() {
  return <button class="visually-hidden" type="submit" tabIndex={-1} aria-hidden="true" />
}
