/** Calls to objects under way at once from one verb. */
const width = 32

/** Does `work` for every item, a bounded number at a time. */
export async function inGroups<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += width) await Promise.all(items.slice(from, from + width).map(work))
}
