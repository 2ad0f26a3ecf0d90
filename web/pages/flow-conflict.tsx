import { Notice } from "../components/notice"
import { useUi } from "../ui"

/** What somebody else has done to a flow since a form was opened: ids of steps. */
export interface FlowNews {
  changed: string[]
  added: string[]
  removed: string[]
  start: boolean
}

/** One field that their version of a step says otherwise. */
export interface TheirField {
  path: string
  mine: string
  theirs: string
}

interface ConflictProps {
  news: FlowNews
  stepName: (id: string) => string
  /** What differs in the step at hand. */
  fields?: TheirField[]
}

/** FLOW-16: the second save is told what changed; what was typed is still in the form, and nothing was overwritten. */
export function FlowConflict({ news, stepName, fields = [] }: ConflictProps) {
  const { t } = useUi()
  const f = t.flowEdit.conflict
  const lines: [string, string[]][] = [
    [f.changed, news.changed],
    [f.added, news.added],
    [f.removed, news.removed],
  ]
  return (
    <Notice tone="attention" title={f.title} alert>
      <p>{f.text}</p>
      <ul class="bullets">
        {lines
          .filter(([, ids]) => ids.length > 0)
          .map(([label, ids]) => (
            <li key={label}>
              {label}: {ids.map(stepName).join(", ")}
            </li>
          ))}
        {news.start && <li>{f.start}</li>}
      </ul>
      {fields.length > 0 && (
        <>
          <p>{f.thisStep}</p>
          <dl class="diff">
            {fields.map((field) => (
              <div key={field.path} class="diff-row">
                <dt>{field.path}</dt>
                <dd>
                  <span class="diff-label">{f.mine}</span> <ins>{field.mine}</ins>
                </dd>
                <dd>
                  <span class="diff-label">{f.theirs}</span> <del>{field.theirs}</del>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Notice>
  )
}
