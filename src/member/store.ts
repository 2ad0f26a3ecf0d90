import { randomText } from "../core/ids"
import { realRandom } from "../core/random"
import type { Seed } from "../db/member-rows"
import { alarmAt } from "../engine/due"
import { runRows } from "../engine/rows"
import { createMember, type MemberState, upgradeState } from "../engine/state"
import type { ActivityRecord } from "../engine/types"
import { alarmTime } from "../platform/clock"
import type { MemberTruth } from "./calls"

const key = "member"
const erasedKey = "erased"
const uidLength = 16

/** All that an object keeps, in one row. */
export interface Stored {
  state: MemberState
  /** Records that may not have reached the read model yet. */
  unsent: ActivityRecord[]
  /** What the alarm is set to (epoch ms), null when it is not set: setting it costs as much as a row. */
  alarm: number | null
  createdAt: number
}

/** What an object begins with that is used for the first time. Nothing is written yet. */
export function firstStored(id: string, { profile, memberships, createdAt }: Seed, now: number): Stored {
  const state = createMember({ id, uid: randomText(realRandom, uidLength), profile, memberships, now })
  return { state, unsent: [], alarm: null, createdAt }
}

/** What is told of the member. */
export function truthOf({ state, createdAt }: Stored): MemberTruth {
  const { id, profile, consent, memberships, lastAt } = state
  return { id, profile, consent, memberships, runs: runRows(state), createdAt, updatedAt: lastAt }
}

export function load(storage: DurableObjectStorage): Stored | null {
  const stored = storage.kv.get<Stored>(key)
  return stored === undefined ? null : { ...stored, state: upgradeState(stored.state) }
}

/** Says that the member was erased (MEM-8); stays when somebody with the same id comes later. */
export function markErased(storage: DurableObjectStorage): void {
  storage.kv.put(erasedKey, true)
}

export function isErased(storage: DurableObjectStorage): boolean {
  return storage.kv.get<boolean>(erasedKey) === true
}

/**
 * Writes the member and sets its alarm in one transaction, so that neither is ever without the other.
 * @param otherwise when the alarm of a member with nothing to do goes off (epoch ms of the machine); null: never
 */
export function commit(storage: DurableObjectStorage, changed: Stored, otherwise: number | null = null): Stored {
  const stored = { ...changed, alarm: alarmAt(changed.state) ?? otherwise }
  storage.transactionSync(() => {
    storage.kv.put(key, stored)
    if (stored.alarm !== changed.alarm) setAlarm(storage, stored.alarm)
  })
  return stored
}

/** Sets the alarm, or deletes it. */
export function setAlarm(storage: DurableObjectStorage, at: number | null): void {
  if (at === null) void storage.deleteAlarm()
  else void storage.setAlarm(alarmTime(at))
}

/** Has the alarm go off at an instant of the machine's clock (epoch ms), unless it does so before. */
export async function wakeBy(storage: DurableObjectStorage, at: number): Promise<void> {
  const alarm = await storage.getAlarm()
  if (alarm === null || alarm > at) await storage.setAlarm(at)
}
