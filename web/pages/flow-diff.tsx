import type { Flow } from "../../src/engine/flow"
import { outcomeName } from "../chart/flow-chart"
import { stepNameOf } from "../chart/view"
import { formatLength } from "../locales/format"
import { type StepTypeName, stepSummary } from "../steps/looks"
import type { Words } from "../steps/step-look"
import { useUi } from "../ui"

/** What one flow says otherwise than another (FLOW-15). */
export interface DiffView {
  start: { before: string; after: string } | null
  added: { stepId: string; type: string; name: string }[]
  removed: { stepId: string; type: string; name: string }[]
  changed: { stepId: string; fields: { path: string; before: unknown; after: unknown }[] }[]
  rewired: { stepId: string; outcome: string; before: string | null; after: string | null }[]
}

interface DiffProps {
  before: Flow
  after: Flow
  diff: DiffView
  names: Pick<Words, "segmentName" | "nameOf">
}

/** The differences of two flows in words, step by step. */
export function FlowDiffList({ before, after, diff, names }: DiffProps) {
  const { t } = useUi()
  const d = t.flowEdit.diff
  const { start, added, removed, changed, rewired } = diff
  const name = (id: string) => (after.steps[id] ? stepNameOf(after, id) : stepNameOf(before, id))
  const nothing = start === null && [added, removed, changed, rewired].every((list) => list.length === 0)
  if (nothing) return <p class="muted">{d.same}</p>
  return (
    <ul class="diff-list">
      {start && <li>{d.start(name(start.before), name(start.after))}</li>}
      {added.map((step) => (
        <li key={step.stepId}>{d.added(step.name || step.stepId, t.flow.types[step.type as StepTypeName])}</li>
      ))}
      {removed.map((step) => (
        <li key={step.stepId}>{d.removed(step.name || step.stepId, t.flow.types[step.type as StepTypeName])}</li>
      ))}
      {changed.map(({ stepId, fields }) => (
        <li key={stepId} class="stack-tight">
          <span>{d.changed(name(stepId))}</span>
          <SummaryChange stepId={stepId} before={before} after={after} names={names} />
          <dl class="diff">
            {fields.map((field) => (
              <FieldRow key={field.path} {...field} />
            ))}
          </dl>
        </li>
      ))}
      {rewired.map(({ stepId, outcome, before: old, after: fresh }) => (
        <li key={`${stepId} ${outcome}`}>
          {d.rewired(
            name(stepId),
            outcomeName(t, outcome),
            old === null ? d.nowhere : name(old),
            fresh === null ? d.nowhere : name(fresh),
          )}
        </li>
      ))}
    </ul>
  )
}

/** What the step did and what it does, when the sentences differ. */
function SummaryChange({ stepId, before, after, names }: { stepId: string } & Omit<DiffProps, "diff">) {
  const { t, locale } = useUi()
  const sentence = (flow: Flow) => {
    const step = flow.steps[stepId]
    return step && stepSummary(step, { t, locale, stepName: (id) => stepNameOf(flow, id), ...names })
  }
  const [old, fresh] = [sentence(before), sentence(after)]
  if (old === fresh) return null
  return (
    <p>
      <del>{old}</del> <ins>{fresh}</ins>
    </p>
  )
}

function FieldRow({ path, before, after }: { path: string; before: unknown; after: unknown }) {
  return (
    <div class="diff-row">
      <dt>
        <code>{path}</code>
      </dt>
      <dd>
        <del>
          <Value value={before} />
        </del>
      </dd>
      <dd>
        <ins>
          <Value value={after} />
        </ins>
      </dd>
    </div>
  )
}

function Value({ value }: { value: unknown }) {
  const { t, locale } = useUi()
  if (value === null || value === undefined) return <span class="muted">{t.flowEdit.diff.none}</span>
  if (typeof value !== "string") return <>{JSON.stringify(value)}</>
  return <>{/^P[\dT]/.test(value) ? formatLength(locale, value) : value}</>
}
