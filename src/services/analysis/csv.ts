import { csvLine } from "../../core/csv"
import { metrics, type Point } from "./schema"

/** The numbers of a period as a table: a line for each point, with the names of the API (ANA-2). */
export function analysisCsv(points: readonly Point[]): string {
  const lines = points.map((point) => csvLine([point.at, ...metrics.map((metric) => point[metric])]))
  return csvLine(["at", ...metrics]) + lines.join("")
}
