import type { MemberInput } from "./types"

/** Somebody or something has asked for a tracked address of a message (MSG-6). */
export interface Touch {
  deliveryId: string
  /** `trap`: a link that no person sees. */
  kind: "open" | "click" | "trap"
  /** Epoch ms. */
  at: number
  /** A program by its own word: its way of asking, or its name. */
  machine: boolean
  /** Of a click: which of the message's links, counted from 1, and where it leads. */
  link?: { index: number; of: number; url: string }
}

/** A touch that waits for its judgement. */
export interface HeldTouch extends Touch {
  /** When it came by the machine's clock (epoch ms): how fast somebody is does not depend on the time machine. */
  cameAt: number
  /** The member has been told of it; a trap still speaks against others. */
  told?: true
}

/** So long a touch waits for what else is touched (ms): all links within it is a scanner. */
export const touchWindowMs = 2_000
/** Whoever follows the hidden link is taken for a program this long before and after (ms). */
const trapWindowMs = 60_000

/**
 * Judges the touches that have waited long enough (UNS-16): programs by their own word, whoever follows the hidden link,
 * and whoever follows all of several links at once.
 * @param cameBefore those that came until then are judged (epoch ms, the machine's clock)
 * @param held in the order in which they came
 * @returns what the member is to be told, and what still waits or is still needed to judge others
 */
export function judgeTouches(
  held: readonly HeldTouch[],
  cameBefore: number,
): { inputs: MemberInput[]; held: HeldTouch[] } {
  const judged = held.map((touch) => (isMachine(touch, held) ? { ...touch, machine: true } : touch))
  const waiting = judged.filter((touch) => touch.cameAt > cameBefore)
  const due = judged.filter((touch) => touch.cameAt <= cameBefore && !touch.told)
  const traps = judged.filter(
    ({ kind, cameAt }) => kind === "trap" && cameAt <= cameBefore && cameAt > cameBefore - trapWindowMs,
  )
  return { inputs: due.map(inputOf), held: [...traps.map((trap) => ({ ...trap, told: true as const })), ...waiting] }
}

function isMachine(touch: HeldTouch, held: readonly HeldTouch[]): boolean {
  if (touch.machine || touch.kind === "trap") return true
  const near = (ms: number) =>
    held.filter((one) => one.deliveryId === touch.deliveryId && Math.abs(one.cameAt - touch.cameAt) < ms)
  if (near(trapWindowMs).some((one) => one.kind === "trap")) return true
  const around = near(touchWindowMs).filter((one) => one.kind === "click")
  return around.some((first) => isScan(around.filter((one) => isSoonAfter(first, one))))
}

function isSoonAfter(first: HeldTouch, one: HeldTouch): boolean {
  return one.cameAt >= first.cameAt && one.cameAt - first.cameAt < touchWindowMs
}

/** All links of a message that has several. */
function isScan(clicks: readonly HeldTouch[]): boolean {
  const of = clicks[0]?.link?.of ?? 1
  return of > 1 && new Set(clicks.map((one) => one.link?.index)).size >= of
}

/** The id is the same for the same link and kind of visitor: each counts once, however often it comes. */
function inputOf({ deliveryId, kind, at, machine, link }: HeldTouch): MemberInput {
  const id = `${kind}.${machine ? "machine" : "person"}.${link?.index ?? 0}.${deliveryId}`
  const report =
    kind === "open"
      ? ({ type: "opened", machine } as const)
      : ({ type: "clicked", machine, ...(link === undefined ? {} : { url: link.url }) } as const)
  return { kind: "deliveryReported", id, deliveryId, report, at }
}
