import { useUi } from "../ui"
import { useReshape } from "./act-button"
import { Button } from "./button"
import { controlAttributes, Field, type FieldProps } from "./field"

export interface Option {
  value: string
  label: string
  /** Options of one group follow each other under its name. */
  group?: string
}

interface SelectProps extends FieldProps {
  options: Option[]
  value?: string | undefined
  /** Label of the choice that means no choice. */
  none?: string | undefined
}

export function SelectField({ options, value, none, ...field }: SelectProps) {
  return (
    <Field {...field}>
      <select class="input" {...controlAttributes(field)}>
        <Options options={options} value={value} none={none} />
      </select>
    </Field>
  )
}

/** A choice on which the rest of the form depends: the form comes anew as soon as another one is made. */
export function ShapeField({ options, value, none, ...field }: SelectProps) {
  const { t } = useUi()
  const reshape = useReshape()
  return (
    <Field {...field}>
      <select class="input" {...controlAttributes(field)} {...reshape} hx-trigger="change" hx-vals='{"do":"reshape"}'>
        <Options options={options} value={value} none={none} />
      </select>
      <noscript>
        <Button name="do" value="reshape">
          {t.actions.apply}
        </Button>
      </noscript>
    </Field>
  )
}

function Options({ options, value, none }: Pick<SelectProps, "options" | "value" | "none">) {
  const groups = [...new Set(options.map((option) => option.group ?? ""))]
  const inGroup = (group: string) =>
    options
      .filter((option) => (option.group ?? "") === group)
      .map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))
  return (
    <>
      {none !== undefined && (
        <option value="" selected={!value}>
          {none}
        </option>
      )}
      {groups.map((group) =>
        group === "" ? (
          inGroup(group)
        ) : (
          <optgroup key={group} label={group}>
            {inGroup(group)}
          </optgroup>
        ),
      )}
    </>
  )
}

/** The options, and the present value as it is when it is not among them: nothing is changed by being looked at. */
export function withPresent(options: Option[], value: string): Option[] {
  return value === "" || options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: value }]
}
