import type { ComponentChildren } from "preact"
import { useUi } from "../ui"
import { Button, LinkButton } from "./button"
import { EmptyState } from "./empty-state"

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

interface LiveListProps {
  /** Nothing was found on this page, and there is another one: its cursor. */
  further?: string | null
  children: ComponentChildren
}

/** The list proper; comes anew by itself when the time machine has moved. */
export function LiveList({ further = null, children }: LiveListProps) {
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
      {further === null ? children : <Further cursor={further} />}
    </div>
  )
}

/**
 * A page looks at so many rows only, and may have found nothing among them: looks on by itself, page by page, until
 * something is found or all has been looked at. Whoever types another search meanwhile stops it.
 */
function Further({ cursor }: { cursor: string }) {
  const { t, path } = useUi()
  const url = new URL(path, "http://page")
  url.searchParams.set("cursor", cursor)
  const next = url.pathname + url.search
  return (
    <div
      role="status"
      hx-get={next}
      hx-trigger="load"
      hx-target="#list"
      hx-select="#list"
      hx-swap="outerHTML"
      hx-replace-url="true"
      hx-sync=".filters:replace"
    >
      <EmptyState icon="search" title={t.paging.further} text={t.paging.furtherText}>
        <LinkButton href={next}>{t.paging.furtherNext}</LinkButton>
      </EmptyState>
    </div>
  )
}
