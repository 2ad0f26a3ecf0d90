import type { Problem } from "../chart/view"
import { Icon } from "../components/icon"
import { problemText } from "../problem-text"
import { useUi } from "../ui"

interface ProblemListProps {
  problems: Problem[]
  stepName: (id: string) => string
  /** Address of the chart, when it is another page. */
  chart?: string
}

/** What keeps a flow from being published, each problem with its step (FLOW-13). */
export function ProblemList({ problems, stepName, chart = "" }: ProblemListProps) {
  const { t } = useUi()
  return (
    <ul class="problems">
      {problems.map((problem) => (
        <li class="problem" key={`${problem.stepId} ${problem.code} ${problem.message}`}>
          <Icon name="warning" />
          <span>
            {problem.stepId && <a href={`${chart}#step-${problem.stepId}`}>{stepName(problem.stepId)}</a>}
            {problem.stepId ? ": " : ""}
            {problemText(t, problem)}
          </span>
        </li>
      ))}
    </ul>
  )
}
