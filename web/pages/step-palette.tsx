import { Icon } from "../components/icon"
import type { FormChoices } from "../forms/choices"
import { stepLooks } from "../steps/looks"
import { useUi } from "../ui"

/** Every type of step in its group, with what it does (FLOW-3). */
export function StepPalette({ home, types }: { home: string; types: FormChoices["types"] }) {
  const { t } = useUi()
  const f = t.flowEdit
  const groups = [...new Set(types.map(({ group }) => group))]
  return (
    <section aria-labelledby="palette-title" class="panel stack" id="add">
      <h2 id="palette-title">{f.add}</h2>
      {groups.map((group) => (
        <div key={group} class="step-group">
          <h3>{f.groups[group]}</h3>
          <ul class="step-types">
            {types
              .filter((one) => one.group === group)
              .map(({ type }) => (
                <li key={type}>
                  <a class="step-type" href={`${home}/flow/steps/new?type=${type}`} data-hue={stepLooks[type].hue}>
                    <span class="step-icon">
                      <Icon name={stepLooks[type].icon} />
                    </span>
                    <span class="step-type-name">{t.flow.types[type]}</span>
                    <span class="step-type-help">{t.steps[type].help}</span>
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
