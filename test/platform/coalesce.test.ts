import { describe, expect, it, vi } from "vitest"
import { realClock } from "../../src/core/clock"
import { coalesce } from "../../src/platform/coalesce"

describe("sends of many objects at once", () => {
  it("are one send, and each is answered when it is through", async () => {
    const sends: number[][] = []
    const send = coalesce(async (_: null, items: number[]) => void sends.push(items))
    vi.spyOn(realClock, "now").mockReturnValue(0)
    await Promise.all([send(null, [1]), send(null, [2, 3]), send(null, [])])
    expect(sends).toEqual([[1, 2, 3]])
  })

  it("REC-01 a leader that died before it sent holds up nobody who comes later", async () => {
    const sends: number[][] = []
    const send = coalesce(async (_: null, items: number[]) => void sends.push(items))
    const wait = vi.spyOn(scheduler, "wait").mockImplementationOnce(() => new Promise(() => undefined))
    void send(null, [1])
    wait.mockRestore()
    const later = realClock.now() + 1_000
    vi.spyOn(realClock, "now").mockReturnValue(later)
    await send(null, [2])
    expect(sends).toEqual([[2]])
  })
})
