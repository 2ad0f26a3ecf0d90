import { getTableColumns } from "drizzle-orm"
import { quarters } from "./schema"

/** The column of `quarters` that counts a metric of the series. */
export function quarterColumn(metric: string): string {
  return metric.replace(":", "_")
}

const { campaignId: _, bucket: __, ...counted } = getTableColumns(quarters)
const columns = Object.values(counted).map(({ name }) => name)

/** The metrics that have a column: all that the engine counts by time. */
export const quarterMetrics: readonly string[] = columns.map((column) => column.replace("_", ":"))

/**
 * Adds counts to the quarters, one row for each campaign and bucket.
 * @param rows a query of `campaign_id, bucket, metric, n`
 */
export function addToQuarters(rows: string): string {
  const sums = quarterMetrics.map((metric) => `sum(iif(metric = '${metric}', n, 0))`)
  const added = columns.map((column) => `${column} = ${column} + excluded.${column}`)
  return `INSERT INTO quarters (campaign_id, bucket, ${columns.join(", ")})
    SELECT campaign_id, bucket, ${sums.join(", ")} FROM (${rows}) WHERE true GROUP BY campaign_id, bucket
    ON CONFLICT (campaign_id, bucket) DO UPDATE SET ${added.join(", ")}`
}
