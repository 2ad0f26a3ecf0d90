import type { Column, Row } from "../../content/tables/table"

/** Rows read and written at once: what an export of any size keeps in memory. */
export const pageRows = 1_000

/** What an export reads, checked against what there is now. */
export interface ExportPlan {
  /** What the file is called after. */
  name: string
  columns: readonly Column[]
  /** How many rows there are now. */
  count(): Promise<number>
  /**
   * The next rows after a position, at most `pageRows`: fewer are the last. In an order that does not change while members
   * move on: nobody is passed over or comes twice (ANA-4).
   */
  page(after: string | null): Promise<PlannedPage>
}

export interface PlannedPage {
  rows: Row[]
  /** Position of the last row; null when there is none. */
  last: string | null
}
