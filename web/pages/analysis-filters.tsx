import type { Metric } from "../../src/services/analysis/schema"
import { Button } from "../components/button"
import { CheckField } from "../components/check-field"
import { controlAttributes, Field } from "../components/field"
import { SelectField } from "../components/select"
import { useUi } from "../ui"

/** What the page shows: as its address says it. */
export interface AnalysisFilter {
  range: string
  from: string
  to: string
  compare: boolean
  asTable: boolean
  shown: Metric[]
  errors: { from?: string | undefined; to?: string | undefined }
}

/** The series are chosen at the numbers below, which belong to this form too. */
export const filterFormId = "analysis-filters"

/** Period and comparison: a plain GET form that answers at once when scripts run. */
export function AnalysisFilters({ action, filter }: { action: string; filter: AnalysisFilter }) {
  const { t } = useUi()
  const a = t.analysis
  return (
    <search>
      <form
        id={filterFormId}
        class="analysis-filters"
        method="get"
        action={action}
        hx-get={action}
        hx-trigger="change from:#main, submit"
        hx-target="#analysis"
        hx-select="#analysis"
        hx-swap="outerMorph"
        hx-replace-url="true"
        hx-sync="this:replace"
      >
        <input type="hidden" name="chosen" value="1" />
        <div class="filters">
          <SelectField
            name="range"
            label={a.range}
            value={filter.range}
            options={Object.entries(a.ranges).map(([value, label]) => ({ value, label }))}
          />
          <div class="analysis-days">
            <Day name="from" label={a.from} value={filter.from} error={filter.errors.from} />
            <Day name="to" label={a.to} value={filter.to} error={filter.errors.to} />
          </div>
        </div>
        <div class="analysis-choices">
          <CheckField name="compare" label={a.compare} checked={filter.compare} />
          <CheckField name="asTable" label={a.asTable} checked={filter.asTable} />
        </div>
        <noscript>
          <Button icon="search">{t.actions.filter}</Button>
        </noscript>
      </form>
    </search>
  )
}

interface DayProps {
  name: "from" | "to"
  label: string
  value: string
  error: string | undefined
}

function Day({ name, label, value, error }: DayProps) {
  const field = { name, label, error }
  return (
    <Field {...field}>
      <input class="input" type="date" {...controlAttributes(field)} value={value} />
    </Field>
  )
}
