import { alarmAt } from "../engine/due"
import type { MemberState } from "../engine/state"
import type { ActivityRecord } from "../engine/types"
import { alarmTime } from "../platform/clock"

const key = "member"

/** All that an object keeps, in one row. */
export interface Stored {
  state: MemberState
  /** Records that may not have reached the read model yet. */
  unsent: ActivityRecord[]
  createdAt: number
}

export function load(storage: DurableObjectStorage): Stored | null {
  return storage.kv.get<Stored>(key) ?? null
}

/** Writes the member and sets its alarm in one transaction, so that neither is ever without the other. */
export function commit(storage: DurableObjectStorage, stored: Stored): void {
  storage.transactionSync(() => {
    storage.kv.put(key, stored)
    commitAlarm(storage, stored)
  })
}

/** Sets the alarm alone. */
export function commitAlarm(storage: DurableObjectStorage, { state }: Stored): void {
  const at = alarmAt(state)
  if (at === null) void storage.deleteAlarm()
  else void storage.setAlarm(alarmTime(at))
}
