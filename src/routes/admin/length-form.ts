import type { LengthValue } from "../../../web/components/length-field"
import { lengthIn } from "../../../web/forms/length"
import type { PostedForm } from "./forms"

export { isoOfLength, lengthValueOf, unitOf } from "../../../web/forms/length"

/** The length typed in the field NAME and NAMEUnit. */
export function readLength(form: PostedForm, name: string): LengthValue {
  return lengthIn(form.values, name)
}
