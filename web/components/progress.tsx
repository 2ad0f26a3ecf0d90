/** How far a long work has come; without `max` it only says that something goes on (UI-4). */
export function Progress({ label, value, max }: { label: string; value?: number; max?: number }) {
  return <progress class="progress" aria-label={label} value={max === undefined ? undefined : value} max={max} />
}
