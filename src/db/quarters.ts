import { type SeriesMetric, seriesMetrics } from "../engine/series"

/** The column of `quarters` that counts a metric. */
export function quarterColumn(metric: SeriesMetric): string {
  return metric.replace(":", "_")
}

const columns = seriesMetrics.map(quarterColumn)

/**
 * Adds counts to the quarters, one row for each campaign and bucket.
 * @param rows a query of `campaign_id, bucket, metric, n`
 */
export function addToQuarters(rows: string): string {
  const sums = seriesMetrics.map((metric) => `sum(iif(metric = '${metric}', n, 0))`)
  const added = columns.map((column) => `${column} = ${column} + excluded.${column}`)
  return `INSERT INTO quarters (campaign_id, bucket, ${columns.join(", ")})
    SELECT campaign_id, bucket, ${sums.join(", ")} FROM (${rows}) WHERE true GROUP BY campaign_id, bucket
    ON CONFLICT (campaign_id, bucket) DO UPDATE SET ${added.join(", ")}`
}
