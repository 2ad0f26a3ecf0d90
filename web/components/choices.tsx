import { useUi } from "../ui"
import { FieldNotes } from "./field"

interface Choice {
  value: string
  label: string
  help?: string
}

interface ChoicesProps {
  name: string
  label: string
  help?: string
  error?: string | undefined
  options: Choice[]
  /** One chosen value: radio buttons. Several: check boxes. */
  value: string | string[]
  /** Side by side, for short labels. */
  inline?: boolean
}

/** A group of radio buttons or check boxes with a legend. */
export function Choices({ name, label, help, error, options, value, inline }: ChoicesProps) {
  const many = Array.isArray(value)
  const chosen = new Set(many ? value : [value])
  return (
    <fieldset class="choices" id={`f-${name}`} aria-describedby={error ? `f-${name}-error` : undefined}>
      <legend>{label}</legend>
      <div class={inline ? "choices-inline" : "choices"}>
        {options.map((option) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the control stands inside, one of two
          <label class="choice" key={option.value}>
            {many ? (
              <input type="checkbox" name={name} value={option.value} checked={chosen.has(option.value)} />
            ) : (
              <input type="radio" name={name} value={option.value} checked={chosen.has(option.value)} />
            )}
            <span>{option.label}</span>
            {option.help && <span class="choice-help">{option.help}</span>}
          </label>
        ))}
      </div>
      <FieldNotes name={name} help={help} error={error} />
    </fieldset>
  )
}

/** Yes or no as radio buttons, where both answers are to be seen; posts `yes` or `no`. */
export function YesNo({
  value,
  ...field
}: Pick<ChoicesProps, "name" | "label" | "help" | "error"> & { value: boolean }) {
  const { yes, no } = useUi().t.settings
  const options = [
    { value: "yes", label: yes },
    { value: "no", label: no },
  ]
  return <Choices {...field} value={value ? "yes" : "no"} options={options} inline />
}
