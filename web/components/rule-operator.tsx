import type { FormView } from "../forms/form-view"
import type { Fact } from "../forms/rule-facts"
import { rawOf } from "../forms/values"
import type { Texts } from "../locales/en"
import { useUi } from "../ui"
import { ShapeField } from "./select"

/** An operator in words, without what it compares. */
function operatorName(t: Texts, op: string, fact?: Fact): string {
  if (fact === "segment") return (op === "in" ? t.flow.inSegment("") : t.flow.notInSegment("")).trim()
  return t.flow.operators[op]?.("", "").trim() ?? op
}

/** The operator of a comparison; some take a value and some none, so the fields follow it. */
export function OperatorField({
  at,
  form,
  ops,
  fact,
}: {
  at: string
  form: FormView
  ops: readonly string[]
  fact?: Fact
}) {
  const { t } = useUi()
  const chosen = rawOf(form.values, `${at}.op`)
  return (
    <ShapeField
      name={`${at}.op`}
      label={t.rules.op}
      error={form.errors[`${at}.op`]}
      value={ops.includes(chosen) ? chosen : ops[0]}
      options={ops.map((op) => ({ value: op, label: operatorName(t, op, fact) }))}
    />
  )
}
