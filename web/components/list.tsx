import type { ComponentChildren } from "preact"
import { useUi } from "../ui"
import { Button } from "./button"

interface ListFiltersProps {
  action: string
  query: string
  /** What the search looks at. Absent: this list has no search. */
  label?: string
  children?: ComponentChildren
}

/** Search and filters of a list: a plain GET form that answers as one types when scripts run. */
export function ListFilters({ action, query, label, children }: ListFiltersProps) {
  const { t } = useUi()
  return (
    <search>
      <form
        class="filters"
        method="get"
        action={action}
        hx-get={action}
        hx-trigger="input changed delay:200ms, change, submit"
        hx-target="#list"
        hx-select="#list"
        hx-swap="outerHTML"
        hx-replace-url="true"
        hx-sync="this:replace"
      >
        {label && (
          <div class="field">
            <label class="field-label" for="f-query">
              {t.actions.search}
            </label>
            <input
              class="input"
              type="search"
              id="f-query"
              name="query"
              value={query}
              placeholder={label}
              autocomplete="off"
              data-page-search=""
            />
          </div>
        )}
        {children}
        <noscript>
          <Button icon="search">{t.actions.filter}</Button>
        </noscript>
      </form>
    </search>
  )
}

/** The list proper; comes anew by itself when the time machine has moved. */
export function LiveList({ children }: { children: ComponentChildren }) {
  const { path } = useUi()
  return (
    <div
      id="list"
      class="stack"
      hx-get={path}
      hx-trigger="clock-moved from:body"
      hx-target="this"
      hx-select="#list"
      hx-swap="outerHTML"
    >
      {children}
    </div>
  )
}
