import type { ComponentChildren } from "preact"
import { useUi } from "../ui"
import { LinkButton } from "./button"

export interface Column<Row> {
  label: string
  cell: (row: Row) => ComponentChildren
  /** Numbers stand at the end of their column. */
  end?: boolean
  /** Never broken over lines on wide screens. */
  keep?: boolean
}

interface TableProps<Row> {
  /** What the table holds, for screen readers. */
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  nextCursor?: string | null
  /** Wider than its place and without links: the keyboard can scroll it. */
  scrolls?: boolean
}

/** Rows under headings; on a phone each row becomes a card. The first column names the row. */
export function Table<Row>({ caption, columns, rows, rowKey, nextCursor, scrolls }: TableProps<Row>) {
  return (
    <div>
      <div class="table-wrap" {...(scrolls ? { role: "group", "aria-label": caption, tabIndex: 0 } : {})}>
        <table class="table">
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.label} scope="col" data-align={column.end ? "end" : undefined}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column, i) => (
                  <td
                    key={column.label}
                    data-label={column.label}
                    data-primary={i === 0 ? "" : undefined}
                    data-align={column.end ? "end" : undefined}
                    data-keep={column.keep ? "" : undefined}
                  >
                    <div>{column.cell(row)}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Paging nextCursor={nextCursor ?? null} />
    </div>
  )
}

/** Forward by cursor, and back to the beginning. */
export function Paging({ nextCursor }: { nextCursor: string | null }) {
  const { t, path } = useUi()
  const here = new URL(path, "http://page")
  const onFirst = !here.searchParams.has("cursor")
  if (onFirst && !nextCursor) return null
  const to = (cursor: string | null) => {
    const url = new URL(here)
    if (cursor) url.searchParams.set("cursor", cursor)
    else url.searchParams.delete("cursor")
    return url.pathname + url.search
  }
  return (
    <nav class="table-foot" aria-label={t.paging.label}>
      {onFirst ? <span /> : <LinkButton href={to(null)}>{t.paging.first}</LinkButton>}
      {nextCursor && <LinkButton href={to(nextCursor)}>{t.paging.next}</LinkButton>}
    </nav>
  )
}
