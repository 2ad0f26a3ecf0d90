import { describe, expect, it } from "vitest"
import { atPointer } from "../../src/core/json-pointer"
import type { Flow } from "../../src/engine/flow"
import { keptAnswer } from "../../src/queues/answer"

const filler = "x".repeat(9_000)
const flow = {
  start: "call",
  steps: {
    call: { type: "webService", map: [{ pointer: "/a/0/b~1c", to: { attribute: "x" } }] },
    ask: { rule: { any: [{ all: [{ fact: "webService", name: "/deep/n", op: "exists" }] }] } },
  },
} as unknown as Flow

describe("what is kept of an answer", () => {
  it("FLOW-9 JSON as it is, anything else as nothing", () => {
    expect(keptAnswer('{"a":1}', flow)).toEqual({ a: 1 })
    expect(keptAnswer("[1,2]", null)).toEqual([1, 2])
    expect(keptAnswer("<html>", flow)).toBeNull()
    expect(keptAnswer("", flow)).toBeNull()
  })

  it("FLOW-9 of a long one, what mappings and conditions point at, found by the same pointers", () => {
    const kept = keptAnswer(JSON.stringify({ filler, a: [{ "b/c": 7, filler }], deep: { n: 3, filler } }), flow)
    expect(atPointer(kept, "/a/0/b~1c")).toBe(7)
    expect(atPointer(kept, "/deep/n")).toBe(3)
    expect(JSON.stringify(kept).length).toBeLessThan(100)
  })

  it("FLOW-9 nothing when even that is too long", () => {
    expect(keptAnswer(JSON.stringify({ deep: { n: filler } }), flow)).toBeNull()
    expect(keptAnswer(JSON.stringify({ filler }), null)).toEqual({})
  })

  it("SEC-29 keys that mean something to the language are only keys", () => {
    const text = `{"__proto__":{"polluted":true},"filler":"${filler}"}`
    const pointing = { start: "x", steps: { x: { map: [{ pointer: "/__proto__/polluted" }] } } } as unknown as Flow
    const kept = keptAnswer(text, pointing)
    expect(atPointer(kept, "/__proto__/polluted")).toBe(true)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
