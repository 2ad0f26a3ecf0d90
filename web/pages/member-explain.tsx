import { Button } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { Icon } from "../components/icon"
import { SelectField } from "../components/select"
import { Time } from "../components/time"
import type { ExplanationWords } from "../explain-words"
import { useUi } from "../ui"

/** The explanation of one campaign, or none chosen yet. */
export interface ExplainView {
  campaignId: string
  campaigns: { id: string; name: string }[]
  words: ExplanationWords | null
}

/** Why a member is or is not in a campaign, what it waits for, and what would change that (ANA-5). */
export function MemberExplain({ path, view, zone }: { path: string; view: ExplainView; zone: string | undefined }) {
  const { t } = useUi()
  const e = t.explain
  return (
    <div class="stack">
      <form
        class="filters"
        method="get"
        action={`${path}/explain`}
        hx-get={`${path}/explain`}
        hx-trigger="change, submit"
        hx-target="#explanation"
        hx-select="#explanation"
        hx-swap="outerHTML"
        hx-replace-url="true"
      >
        <SelectField
          name="campaignId"
          label={e.choose}
          help={e.chooseHelp}
          none={t.time.none}
          value={view.campaignId}
          options={view.campaigns.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <noscript>
          <Button>{e.submit}</Button>
        </noscript>
      </form>
      <div id="explanation">
        {view.words === null ? (
          <EmptyState icon="question" title={e.tab} text={e.chooseFirst} />
        ) : (
          <Explanation words={view.words} zone={zone} />
        )}
      </div>
    </div>
  )
}

const clauseLooks = {
  yes: { icon: "done", text: "holds" },
  no: { icon: "failed", text: "fails" },
  part: { icon: "warning", text: "part" },
} as const

function Explanation({ words, zone }: { words: ExplanationWords; zone: string | undefined }) {
  const { t } = useUi()
  const e = t.explain
  const [first, ...rest] = words.headline
  return (
    <div class="columns">
      <div class="stack">
        <section class="panel" aria-labelledby="now">
          <h2 id="now" class="visually-hidden">
            {e.sections.now}
          </h2>
          <p class="explain-headline">{first}</p>
          {rest.map((line) => (
            <p class="muted" key={line}>
              {line}
            </p>
          ))}
        </section>
        <section class="panel" aria-labelledby="because">
          <h2 id="because">{e.sections.because}</h2>
          <ul class="clauses">
            {words.because.map((clause) => (
              <li key={clause.text} data-holds={clause.holds}>
                <Icon name={clauseLooks[clause.holds].icon} />
                <span>
                  <span class="visually-hidden">{e[clauseLooks[clause.holds].text]}: </span>
                  {clause.text}
                </span>
              </li>
            ))}
          </ul>
        </section>
        <section class="panel" aria-labelledby="skipped">
          <h2 id="skipped">{e.sections.skipped}</h2>
          {words.skipped.length === 0 && <p class="muted">{e.nothingSkipped}</p>}
          {words.skipped.map((left) => (
            <div key={`${left.at} ${left.text}`}>
              <p>{left.text}</p>
              {left.details.map((detail) => (
                <p class="muted small" key={detail}>
                  {detail}
                </p>
              ))}
              <p class="muted small">
                <Time at={left.at} zone={zone} show="full" />
              </p>
            </div>
          ))}
        </section>
      </div>
      <div class="stack">
        <section class="panel" aria-labelledby="change">
          <h2 id="change">{e.sections.change}</h2>
          {words.change.length === 0 && <p class="muted">{e.nothingChanges}</p>}
          <ul class="lines">
            {words.change.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
        {words.waiting.length > 0 && (
          <section class="panel" aria-labelledby="waiting">
            <h2 id="waiting">{e.sections.waiting}</h2>
            <ul class="lines">
              {words.waiting.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  )
}
