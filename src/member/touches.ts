import { realClock } from "../core/clock"
import { type HeldTouch, judgeTouches, type Touch, touchWindowMs } from "../engine/touches"
import type { MemberInput } from "../engine/types"
import { wakeBy } from "./store"

const key = "touches"
/** Touches that an object holds; more in so short a time are no person's. */
const heldMax = 200
/** After so long the object judges by itself, should nobody have asked it to (ms). */
const netMs = 30_000

/** Keeps a touch until it is judged. Needs nothing but the object's own storage (UNS-19). */
export async function holdTouch(storage: DurableObjectStorage, touch: Touch): Promise<void> {
  const now = realClock.now()
  const held = heldIn(storage)
  if (held.length >= heldMax) return
  storage.kv.put(key, [...held, { ...touch, cameAt: now }])
  await wakeBy(storage, now + netMs)
}

/**
 * Tells the member of what has waited long enough.
 * @param tell is done when the member's state is stored; what it gives is given back, null when there was nothing to tell
 */
export async function judgeHeld<T>(
  storage: DurableObjectStorage,
  tell: (inputs: MemberInput[]) => Promise<T>,
): Promise<T | null> {
  const seen = heldIn(storage)
  const { inputs, held } = judgeTouches(seen, realClock.now() - touchWindowMs)
  if (inputs.length === 0) return null
  const result = await tell(inputs)
  const known = new Set(seen.map(nameOf))
  const kept = new Map(held.map((touch) => [nameOf(touch), touch]))
  // What has come meanwhile stays as it is.
  const left = heldIn(storage).flatMap((touch) => kept.get(nameOf(touch)) ?? (known.has(nameOf(touch)) ? [] : touch))
  if (left.length === 0) storage.kv.delete(key)
  else storage.kv.put(key, left)
  return result
}

function nameOf({ deliveryId, kind, cameAt, link }: HeldTouch): string {
  return `${cameAt} ${kind} ${link?.index ?? 0} ${deliveryId}`
}

function heldIn(storage: DurableObjectStorage): HeldTouch[] {
  return storage.kv.get<HeldTouch[]>(key) ?? []
}
