import type { Flow, Step } from "../../../src/engine/flow"
import type { StepNumbers } from "../../chart/view"
import type { IconName } from "../../icons"
import type { Texts } from "../../locales/en"

/** A named way out of a step, in the reader's words. An optional one that is not connected goes the way of `follows`. */
export interface OutcomeInfo {
  name: string
  label: string
  follows?: string | undefined
}

/** What the server says of one step beside its JSON. */
export interface StepFacts {
  /** What it does, as one plain sentence. */
  summary: string
  outcomes: OutcomeInfo[]
}

/** Something wrong with the draft, in the reader's words (FLOW-13); null: of the whole flow. */
export interface CanvasProblem {
  stepId: string | null
  text: string
}

/** The draft as the server has it. */
export interface CanvasView {
  flow: Flow
  /** For the next save (FLOW-16). */
  etag: string
  problems: CanvasProblem[]
  steps: Record<string, StepFacts>
}

/** One type of step of the palette (FLOW-3). */
export interface TypeInfo extends StepFacts {
  type: Step["type"]
  group: string
  label: string
  help: string
  icon: IconName
  hue: string
  /** What a new step begins with. */
  blank: Step
}

export type Numbers = Record<string, StepNumbers>

/** Everything that the editor is started with. */
export interface CanvasProps {
  campaignId: string
  /** Address of the campaign or workflow. */
  home: string
  view: CanvasView
  numbers: Numbers
  types: TypeInfo[]
  groups: { name: string; label: string }[]
  texts: CanvasTexts
  /** Whether publishing makes sense now. */
  canPublish: boolean
}

/** Texts of the editor: plain strings, with `{name}` for what is put in. */
export type CanvasTexts = Texts["canvas"]

/** What one edits: the draft, and where members of removed steps shall go (FLOW-12). */
export interface Doc {
  flow: Flow
  moves: Record<string, string>
}
