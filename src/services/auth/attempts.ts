import { realClock } from "../../core/clock"
import { AppError } from "../../core/errors"

/** How soon failed attempts are forgotten (ms), and how many names are remembered. */
const limits = { windowMs: 15 * 60_000, keysMax: 10_000 } as const
/** Instants of failures by the machine's clock. Kept per isolate: a brake, not a wall. */
const failures = new Map<string, number[]>()

/** One name under which failures are counted, and how many it is given. */
export interface Brake {
  key: string
  max: number
}

/**
 * Counts an attempt as a failure before anybody knows what becomes of it, so that a thousand at once are a thousand.
 * @throws tooManyRequests when there have been too many of late
 */
export function countAttempt(brakes: readonly Brake[]): void {
  for (const brake of brakes) checkOne(brake)
  for (const { key } of brakes) failures.get(key)?.push(realClock.now())
}

/** The attempt was good: takes back that one, and leaves what else was counted. */
export function takeBackAttempt(brakes: readonly Brake[]): void {
  for (const { key } of brakes) failures.get(key)?.pop()
}

/** The attempt was good, and tells that those before it were the same person's. */
export function forgetFailures(brakes: readonly Brake[]): void {
  for (const { key } of brakes) failures.delete(key)
}

function checkOne({ key, max }: Brake): void {
  const now = realClock.now()
  const recent = (failures.get(key) ?? []).filter((at) => now - at < limits.windowMs)
  if (failures.size >= limits.keysMax) failures.clear()
  failures.set(key, recent)
  const first = recent[0]
  if (recent.length < max || first === undefined) return
  const retryAfterSeconds = Math.ceil((first + limits.windowMs - now) / 1000)
  throw new AppError("tooManyRequests", "Too many failed attempts; try again later.", { retryAfterSeconds })
}
