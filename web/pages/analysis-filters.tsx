import type { Metric } from "../../src/services/analysis/schema"
import { Button } from "../components/button"
import { CheckField } from "../components/check-field"
import { controlAttributes, Field } from "../components/field"
import { SelectField } from "../components/select"
import { useUi } from "../ui"
import { memberMetrics, messageMetrics } from "./analysis-parts"

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

/** Period, comparison and series: a plain GET form that answers at once when scripts run. */
export function AnalysisFilters({ action, filter }: { action: string; filter: AnalysisFilter }) {
  const { t } = useUi()
  const a = t.analysis
  return (
    <search>
      <form
        class="analysis-filters"
        method="get"
        action={action}
        hx-get={action}
        hx-trigger="change, submit"
        hx-target="#analysis"
        hx-select="#analysis"
        hx-swap="outerHTML"
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
        <fieldset class="analysis-series">
          <legend class="visually-hidden">{a.series}</legend>
          {[...memberMetrics, ...messageMetrics].map((metric) => (
            <label class="series-choice" key={metric} title={a.help[metric]}>
              <input type="checkbox" name="show" value={metric} checked={filter.shown.includes(metric)} />
              <span class="series-key" data-metric={metric} />
              <span>{a.metrics[metric]}</span>
            </label>
          ))}
        </fieldset>
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
