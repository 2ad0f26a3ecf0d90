import { type Edge, MarkerType, type Node, Position } from "@xyflow/react"
import type { Flow } from "../../../src/engine/flow"
import type { StepNumbers } from "../../chart/view"
import type { Point } from "./edits"
import { fill } from "./fill"
import { card, lanesOf, layoutOf, linesOf } from "./place"
import type { CanvasProblem, CanvasTexts, CanvasView, OutcomeInfo, StepFacts, TypeInfo } from "./types"

/** What a card shows. */
export interface CardData extends Record<string, unknown> {
  name: string
  type: TypeInfo
  summary: string
  outcomes: { name: string; label: string; optional: boolean; to: string | null }[]
  problems: string[]
  numbers: StepNumbers | undefined
  start: boolean
  /** The dry run has been here: when last, and whether it is here now. */
  played: { when: string; now: boolean } | null
  texts: CanvasTexts
}
export type StepNode = Node<CardData, "step">

export interface LineData extends Record<string, unknown> {
  /** x of the lane of a line that leads back up. */
  lane: number | null
  /** Where it passes rows of cards. */
  bends: Point[]
  /** The dry run has come along it. */
  played: boolean
}
export type LineEdge = Edge<LineData, "line">

export function typeOf(types: readonly TypeInfo[], name: string): TypeInfo | undefined {
  return types.find((one) => one.type === name)
}

/** What is known of a step: as the server said, or, while it is new, as its type says. */
export function factsOf(flow: Flow, view: CanvasView, types: readonly TypeInfo[], id: string): StepFacts {
  const known = Object.hasOwn(view.steps, id) ? view.steps[id] : undefined
  const step = flow.steps[id]
  return known ?? typeOf(types, step?.type ?? "") ?? { summary: "", outcomes: [] }
}

/** A step's outcomes in their order, also those that only its lines name. */
export function outcomesIn(flow: Flow, facts: StepFacts, id: string): OutcomeInfo[] {
  const named = facts.outcomes.map(({ name }) => name)
  const others = Object.keys(flow.steps[id]?.outcomes ?? {}).filter((name) => !named.includes(name))
  return [...facts.outcomes, ...others.map((name) => ({ name, label: name }))]
}

interface Shown {
  flow: Flow
  view: CanvasView
  types: readonly TypeInfo[]
  texts: CanvasTexts
  numbers: Record<string, StepNumbers>
  /** What the dry run has played so far, the present moment last. */
  played: readonly { stepId: string; when: string }[]
}

/** The flow as cards and lines. */
export function graphOf({ flow, view, types, texts, numbers, played }: Shown): {
  nodes: StepNode[]
  edges: LineEdge[]
} {
  const outcomes = new Map(
    Object.keys(flow.steps).map((id) => [id, outcomesIn(flow, factsOf(flow, view, types, id), id)]),
  )
  const lines = linesOf(flow, (id) => (outcomes.get(id) ?? []).map(({ name }) => name))
  const { positions, bends } = layoutOf(flow, lines)
  const lanes = lanesOf(lines, positions)
  const nameOf = (id: string) => flow.steps[id]?.name || id
  const nodes = Object.entries(flow.steps).flatMap(([id, step]): StepNode[] => {
    const type = typeOf(types, step.type)
    if (type === undefined) return []
    const { summary } = factsOf(flow, view, types, id)
    const problems = problemsOf(view.problems, id)
    const ways = (outcomes.get(id) ?? []).map((way) => ({
      name: way.name,
      label: way.label,
      optional: way.follows !== undefined,
      to: step.outcomes[way.name] ?? null,
    }))
    const leads = ways
      .filter((way) => way.to !== null || !way.optional)
      .map(({ label, to }) =>
        to === null
          ? fill(texts.leadsNowhere, { outcome: label })
          : fill(texts.leads, { outcome: label, step: nameOf(to) }),
      )
    const said = [
      ...(flow.start === id ? [texts.start] : []),
      fill(texts.card, { type: type.label, name: nameOf(id), summary }),
      ...leads,
      ...(problems.length > 0 ? [fill(texts.hasProblems, { problems: problems.join(" ") })] : []),
    ]
    const data: CardData = {
      name: nameOf(id),
      type,
      summary,
      outcomes: ways,
      problems,
      numbers: numbers[id],
      start: flow.start === id,
      played: playedAt(played, id),
      texts,
    }
    const position = positions.get(id) ?? { x: 0, y: 0 }
    return [
      {
        id,
        type: "step",
        position,
        data,
        ariaLabel: said.join(". "),
        width: card.width,
        height: card.height,
        handles: handlesOf(ways.map(({ name }) => name)),
        ariaRole: "group",
      },
    ]
  })
  const edges = lines.map((line): LineEdge => {
    const label = outcomes.get(line.from)?.find(({ name }) => name === line.outcome)?.label ?? line.outcome
    return {
      id: `${line.from} ${line.outcome}`,
      type: "line",
      source: line.from,
      sourceHandle: line.outcome,
      target: line.to,
      reconnectable: true,
      ariaLabel: fill(texts.line, { from: nameOf(line.from), outcome: label, to: nameOf(line.to) }),
      markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: "var(--edge)" },
      data: {
        lane: lanes.get(line) ?? null,
        bends: bends.get(line) ?? [],
        played: wasTaken(played, line.from, line.to),
      },
    }
  })
  return { nodes, edges }
}

function problemsOf(problems: readonly CanvasProblem[], id: string): string[] {
  return problems.filter(({ stepId }) => stepId === id).map(({ text }) => text)
}

/** Where lines begin and end on a card: said, not measured, so that lines are drawn whenever their cards are. */
function handlesOf(outcomes: readonly string[]): NonNullable<StepNode["handles"]> {
  const size = { width: 12, height: 12 }
  const at = (part: number, y: number) => ({ x: part * card.width - size.width / 2, y: y - size.height / 2, ...size })
  return [
    { type: "target", position: Position.Top, ...at(1 / 2, 0) },
    ...outcomes.map((id, i) => ({
      id,
      type: "source" as const,
      position: Position.Bottom,
      ...at((i + 0.5) / outcomes.length, card.height),
    })),
  ]
}

function playedAt(played: Shown["played"], id: string): CardData["played"] {
  const last = played.findLast(({ stepId }) => stepId === id)
  return last === undefined ? null : { when: last.when, now: played.at(-1)?.stepId === id }
}

function wasTaken(played: Shown["played"], from: string, to: string): boolean {
  return played.some(({ stepId }, i) => stepId === to && played[i - 1]?.stepId === from)
}
