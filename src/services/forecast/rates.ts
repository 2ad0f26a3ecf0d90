/** Days from which the busiest one is left out. */
export const trimmedDaysMin = 3

/**
 * Members a day, by the numbers of some days. Where there are enough of them the busiest day is left out: a list that was
 * brought in at once does not come every day.
 */
export function entryRate(perDay: readonly number[], days: number): number {
  const all = perDay.reduce((sum, n) => sum + n, 0)
  if (days >= trimmedDaysMin) return (all - Math.max(0, ...perDay)) / (days - 1)
  return days === 0 ? 0 : all / Math.max(1, days)
}
