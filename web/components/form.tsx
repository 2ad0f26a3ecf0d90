import { type ComponentChildren, createContext } from "preact"
import { useContext } from "preact/hooks"
import { useUi } from "../ui"
import { Notice } from "./notice"

/** Errors by field name; `""` holds what concerns the whole form. */
export type FormErrors = Record<string, string>

interface FormProps {
  id: string
  action: string
  errors?: FormErrors
  /** Holds a file; scripts send it as a stream to this address. */
  upload?: string
  /** Answers with a page of its own, also when all went well. */
  plain?: boolean
  children: ComponentChildren
}

/**
 * A form that posts plainly without script and answers in place with it: the same page comes back on an error,
 * and only the form is taken from it, so that what was typed stays.
 */
export function Form({ id, action, errors = {}, upload, plain, children }: FormProps) {
  const { t } = useUi()
  const count = Object.keys(errors).length
  const shown = useContext(ShownFields)
  return (
    <form
      class="form"
      id={id}
      method="post"
      action={action}
      enctype={upload ? "multipart/form-data" : undefined}
      data-upload={upload}
      {...(plain || upload ? {} : inPlace(id, action))}
      novalidate
    >
      {shown !== null && <input type="hidden" name="shown" value={shown} />}
      {count > 0 && (
        <Notice tone="bad" alert>
          <p>{errors[""] ?? t.form.failed(count)}</p>
        </Notice>
      )}
      <FormPlace.Provider value={{ id, action }}>{children}</FormPlace.Provider>
    </form>
  )
}

/** What the form on the page shows, for whoever must find out what has changed meanwhile; null: nobody asks (FLOW-16). */
export const ShownFields = createContext<string | null>(null)

const FormPlace = createContext<{ id: string; action: string } | null>(null)

/** The form around a component. */
export function useFormPlace(): { id: string; action: string } {
  const place = useContext(FormPlace)
  if (!place) throw new Error("Rendered outside of a form")
  return place
}

/** Comes back as it was, with its errors; success leads on by `HX-Redirect`. */
function inPlace(id: string, action: string): Record<string, string> {
  return {
    "hx-post": action,
    "hx-target": "this",
    "hx-select": `#${id}`,
    "hx-swap": "outerMorph show:top",
    "hx-disable": "find button[data-look=primary]",
    "hx-config": "timeout:0",
  }
}
