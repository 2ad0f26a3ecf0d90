interface NumberBehindProps {
  /** As the reader writes it. */
  text: string
  n: number
  /** Where the members behind it are. */
  href: string
  /** What the number is, for those who only hear it. */
  label: string
}

/** A number of a step; of more than nobody it leads to its members (ANA-3). */
export function NumberBehind({ text, n, href, label }: NumberBehindProps) {
  return (
    <dd>
      {n > 0 ? (
        <a href={href} aria-label={label}>
          {text}
        </a>
      ) : (
        text
      )}
    </dd>
  )
}

/** Address of the members behind a number of a step. */
export function behindNumber(home: string, metric: string, stepId: string): string {
  return `${home}/analysis/members?metric=${metric}&stepId=${encodeURIComponent(stepId)}`
}
