import type { Problem } from "../chart/view"
import { problemText } from "../problem-text"
import { useUi } from "../ui"
import { Notice } from "./notice"

/** What emails should have and the company has not said (MSG-4). */
export function MailGaps({ gaps }: { gaps: Problem[] }) {
  const { t } = useUi()
  if (gaps.length === 0) return null
  return (
    <Notice tone="attention">
      {gaps.map((gap) => (
        <p key={gap.code}>{problemText(t, gap)}</p>
      ))}
    </Notice>
  )
}
