import { runInDurableObject } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { createMember, type MemberState } from "../../src/engine/state"
import { commit, load, type Stored } from "../../src/member/store"

const now = Date.now()

function waiting(until: number): Stored {
  const profile = { email: null, phone: null, locale: null, timeZone: null, push: [], attributes: {} }
  const state = createMember({ id: "a", uid: "u", profile, memberships: [], now })
  const run = {
    id: "c.u.1",
    campaignId: "c",
    entry: 1,
    version: 1,
    rev: 1,
    startedAt: now,
    stepId: "wait",
    visit: 1,
    enteredAt: now,
    visits: { wait: 1 },
    mark: 0,
    wait: { type: "delay", until, anchor: now },
  }
  return { state: { ...state, runs: [run] }, unsent: [], alarm: null, createdAt: now }
}

/** Runs inside a member's object. */
const inside = <T>(act: (storage: DurableObjectStorage) => T | Promise<T>): Promise<T> =>
  runInDurableObject(env.MEMBER.getByName("a"), (_, state) => act(state.storage))

describe("a member's commit", () => {
  it("TIM-14 the state and its alarm are there together", async () => {
    const until = now + 3_600_000
    await inside(async (storage) => {
      const stored = commit(storage, waiting(until))
      expect(load(storage)).toEqual(stored)
      expect(await storage.getAlarm()).toBe(until)
    })
  })

  it("TIM-13 TIM-14 a commit that fails leaves neither half", async () => {
    const until = now + 3_600_000
    await inside(async (storage) => {
      const before = commit(storage, waiting(until))
      const later = waiting(until + 60_000)
      // Functions cannot be stored: the write throws in the midst of the transaction.
      const broken = { ...later, alarm: before.alarm, state: { ...later.state, v: () => 1 } as unknown as MemberState }
      expect(() => commit(storage, broken)).toThrow()
      expect(load(storage)).toEqual(before)
      expect(await storage.getAlarm()).toBe(until)
    })
  })

  it("TIM-10 an earlier wait that is added later moves the alarm forward, its end moves it back", async () => {
    const late = now + 864_000_000
    const soon = now + 3_600_000
    await inside(async (storage) => {
      const first = commit(storage, waiting(late))
      const [run] = first.state.runs
      if (run === undefined) throw new Error("No run")
      const both = {
        ...first.state,
        runs: [run, { ...run, id: "d.u.1", wait: { type: "delay", until: soon, anchor: now } }],
      }
      const second = commit(storage, { ...first, state: both })
      expect(await storage.getAlarm()).toBe(soon)
      commit(storage, { ...second, state: first.state })
      expect(await storage.getAlarm()).toBe(late)
    })
  })
})
