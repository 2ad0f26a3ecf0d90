import { useUi } from "../ui"

export interface SearchResult {
  href: string
  label: string
  kind: "page" | "action" | "campaign" | "member" | "segment"
}

export interface PaletteProps {
  query: string
  /** Null: nothing asked yet. */
  results: SearchResult[] | null
}

/** The palette: one field, results as one types. The same part is a page without script. */
export function PaletteSearch({ query, results }: PaletteProps) {
  const { t } = useUi()
  return (
    <search>
      <form method="get" action="/search">
        <input
          class="palette-input"
          type="search"
          name="q"
          value={query}
          placeholder={t.search.placeholder}
          aria-label={t.search.title}
          autocomplete="off"
          hx-get="/search"
          hx-trigger="input changed delay:120ms, palette-open"
          hx-target="next .palette-list"
          hx-select=".palette-list"
          hx-swap="outerHTML"
          hx-sync="this:replace"
        />
      </form>
      <SearchResults results={results} />
    </search>
  )
}

function SearchResults({ results }: { results: SearchResult[] | null }) {
  const { t } = useUi()
  return (
    <div class="palette-list">
      {results?.length === 0 && <p class="muted">{t.search.nothing}</p>}
      {results?.map((result) => (
        <a key={result.href} class="palette-item" href={result.href}>
          <span>{result.label}</span>
          <span>{t.search.kinds[result.kind]}</span>
        </a>
      ))}
    </div>
  )
}
