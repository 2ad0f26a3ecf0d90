import * as z from "zod"
import type { Criterion } from "../rules"
import type { MemberState, Run, Wait } from "../state"
import type {
  AttributeValue,
  CampaignControl,
  Channel,
  DataField,
  Occasion,
  OutboundChannel,
  ProfilePatch,
  Reason,
  WaitExplanation,
  WebAnswer,
} from "../types"
import type { CampaignDefinition } from "../world"

/** Groups of the palette (FLOW-3). */
export type StepGroup = "userInteractions" | "messaging" | "integration" | "experiment" | "end"

export const stepIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "A step id has 1 to 64 letters, digits, _ or -.")
  .refine((id) => id !== "__proto__", "This step id is reserved.")

/** What steps of every type have. */
export const stepFields = {
  name: z.string().max(200).default(""),
  /** Outcome → step that follows. */
  outcomes: z.record(z.string().min(1).max(64), stepIdSchema).default({}),
  /** Where the editor draws it; the engine does not look. */
  position: z.strictObject({ x: z.number(), y: z.number() }).optional(),
}

/** What every step is, whatever its type. */
export interface StepShape {
  type: string
  name: string
  outcomes: Record<string, string>
}

/** A named way out. An optional one that is not connected follows `follows`. */
export interface Outcome {
  name: string
  follows?: string
}

/** The situation in which a step acts: facts only. */
export interface StepContext {
  now: number
  /** Instant at which the step should have been reached; earlier than `now` when the system is late (RUN-4a). */
  due: number
  /** Sends reached now are not done, for this reason (a step missed in a pause). */
  skip: Reason | null
  state: MemberState
  run: Run
  control: CampaignControl
  /** All campaigns at hand, those among them that the flow refers to. */
  campaigns: ReadonlyMap<string, CampaignDefinition>
}

/** Why a waiting step is asked again. */
export type Signal =
  /** Its timer is due. */
  | { kind: "timer" }
  /** Something has happened to the member (an event, a callback); facts are in the state already. */
  | { kind: "news" }
  /** Its delivery is settled. */
  | { kind: "settled" }
  /** The profile has changed. */
  | { kind: "profile" }
  /** The step's definition has changed (FLOW-14), or a pause is over. */
  | { kind: "edited" }

/** What a step does beside moving the run: data, applied by the transition. */
export type StepEffect =
  /** `of`: the campaign whose message it is, when it is another's (FLOW-8). */
  | { kind: "queueDelivery"; channel: OutboundChannel; transactional: boolean; of?: string }
  | { kind: "skipDelivery"; channel: OutboundChannel; reason: Reason; detail?: string }
  | { kind: "changeProfile"; patch: ProfilePatch }
  | { kind: "changeData"; values: Record<string, AttributeValue | null> }
  | { kind: "joinSegment"; segmentId: string }
  | { kind: "leaveSegment"; segmentId: string }
  /** Starts a workflow for the member once this run has come to rest (FLOW-11). */
  | { kind: "startWorkflow"; workflowId: string }
  /** Keeps a Web service's answer for the conditions that follow. */
  | { kind: "keepAnswer"; answer: WebAnswer }
  /** Remembers the day of the month that waits by months stay on. */
  | { kind: "anchorDay"; day: number }

export type StepResult =
  | {
      kind: "advance"
      outcome: string
      reason?: Reason
      /** What it could not do although it goes on, for the journal. */
      detail?: string
      effects?: StepEffect[]
      explanation?: WaitExplanation
      /** It went by what the member did: those events are no news to the steps that follow. */
      heard?: true
    }
  | { kind: "wait"; wait: Wait; effects?: StepEffect[]; explanation?: WaitExplanation }
  | { kind: "exit"; reason: Reason; explanation?: WaitExplanation }
  /** The run has reached its end. */
  | { kind: "complete" }
  | { kind: "fail"; reason: Reason; detail: string }

/** Something that keeps a flow from being published, or (a warning) only deserves a look. */
export interface StepProblem {
  code: string
  message: string
  level?: "error" | "warning"
}

/** What the checks of a step may look at beside the step itself. */
export interface CheckContext {
  /** Types of the flow's steps by id. */
  stepTypes: ReadonlyMap<string, string>
  /** Steps of the flow that send messages. */
  messageSteps: ReadonlySet<string>
  /** Saved messages of the campaign by id. */
  messages: ReadonlyMap<string, { channel: Channel }>
  /** Other campaigns and workflows by id, with the saved messages of those that cross-campaign steps may reuse. */
  campaigns: ReadonlyMap<
    string,
    {
      kind: CampaignControl["kind"]
      name: string
      /** Published and not archived. */
      live: boolean
      messages: ReadonlyMap<string, { channel: Channel }>
      /** Workflows that its published flow starts without a wait before. */
      startsAtOnce: readonly string[]
    }
  >
  /** Id of the campaign that the flow belongs to. */
  campaignId: string
  /** By id. */
  occasions: ReadonlyMap<string, Occasion>
  /** Names of stored credentials. */
  credentials: ReadonlySet<string>
  dataFields: readonly DataField[]
  /** Whether clicks on links of the campaign's SMS are known (MSG-6). */
  smsTracking: boolean
  /** Segments that exist; null: not known, not checked. */
  segmentIds: ReadonlySet<string> | null
  /** Those among them that nobody joins or leaves by hand: rule segments and Everyone. */
  ruleSegmentIds: ReadonlySet<string>
  /** The earliest instant at which a run can begin. */
  startsAt: number
  /** First instant after the campaign; null: it never ends. */
  endsAt: number | null
  timeZone: string
  /** Says what is wrong with a template. */
  checkTemplate: (text: string, field: string) => StepProblem[]
  /** What deserves a look in a message's content, in all its languages (MSG-1). */
  warnings: (channel: Channel, message: object) => StepProblem[]
  /** Says why an address may not be called (API-5). The part before the first template tag is what can be judged. */
  checkUrl: (url: string) => StepProblem[]
}

/** Something outside the flow that a step refers to; `result`: a campaign whose results a condition asks for. */
export interface Reference {
  kind: "campaign" | "workflow" | "occasion" | "result"
  ref: string
}

/** One kind of step: everything the engine, the editor and the checks need to know of it. */
export interface StepType<S extends StepShape> {
  type: S["type"]
  group: StepGroup
  schema: z.ZodType<S>
  /** Ways out, the main one first. */
  outcomes(step: S): readonly Outcome[]
  /** Facts it reads, for what must be at hand. */
  facts(step: S): readonly Criterion["fact"][]
  /** Key of the one-line help in the locale files. */
  helpKey: string
  /** What it refers to outside the flow; absent: nothing. */
  refersTo?(step: S): Reference[]
  /** Outcomes that are reached only after a wait of `loopWaitMinMs` or more. */
  waitsBefore(step: S): readonly string[]
  /** The shortest time in ms that a way out takes; absent: none. */
  takesAtLeast?(step: S, outcome: string): number
  /** The run arrives. */
  enter(step: S, context: StepContext): StepResult
  /** The run waits here and something has come; null: keep waiting. */
  resume(step: S, context: StepContext & { wait: Wait }, signal: Signal): StepResult | null
  /** What keeps it from being published. */
  check(step: S, context: CheckContext): StepProblem[]
}
