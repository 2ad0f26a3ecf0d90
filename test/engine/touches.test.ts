import { describe, expect, it } from "vitest"
import { type HeldTouch, judgeTouches, touchWindowMs } from "../../src/engine/touches"

const deliveryId = "c1.u1.1.mail.1.email"
const touch = (kind: HeldTouch["kind"], cameAt: number, more: Partial<HeldTouch> = {}): HeldTouch => ({
  ...{ deliveryId, kind, at: cameAt, cameAt, machine: false },
  ...more,
})
const click = (index: number, of: number, cameAt: number) =>
  touch("click", cameAt, { link: { index, of, url: `https://example.com/${index}` } })
/** `machine` of each report, by what was touched. */
const judged = (held: HeldTouch[], cameBefore = 1_000_000) =>
  judgeTouches(held, cameBefore).inputs.map((input) =>
    input.kind === "deliveryReported" && "machine" in input.report ? [input.report.type, input.report.machine] : null,
  )

describe("touches", () => {
  it("UNS-16 a person follows one link of several, or all of them slowly", () => {
    expect(judged([touch("open", 0), click(1, 3, 500), click(1, 3, 700)])).toEqual([
      ["opened", false],
      ["clicked", false],
      ["clicked", false],
    ])
    expect(judged([click(1, 2, 0), click(2, 2, touchWindowMs)])).toEqual([
      ["clicked", false],
      ["clicked", false],
    ])
    expect(judged([click(1, 1, 0)])).toEqual([["clicked", false]])
  })

  it("UNS-16 all links within two seconds is a scanner, also when it ends after the first was due", () => {
    const scan = [click(1, 3, 0), click(3, 3, 900), click(2, 3, touchWindowMs - 1)]
    expect(judged(scan)).toEqual([
      ["clicked", true],
      ["clicked", true],
      ["clicked", true],
    ])
    const first = judgeTouches(scan, 0)
    expect(first.inputs).toMatchObject([{ report: { machine: true } }])
    expect(judged(first.held)).toEqual([
      ["clicked", true],
      ["clicked", true],
    ])
  })

  it("UNS-16 whoever follows the hidden link is no person before and after it, in that message", () => {
    const held = [click(1, 3, 0), touch("trap", 1_000), touch("click", 1_500, { deliveryId: "other" })]
    expect(judged(held)).toEqual([
      ["clicked", true],
      ["clicked", true],
      ["clicked", false],
    ])
    const later = [...judgeTouches(held, 10_000).held, click(2, 3, 20_000)]
    expect(judged(later, 30_000)).toEqual([["clicked", true]])
    expect(judgeTouches(later, 100_000).held).toEqual([])
  })

  it("UNS-16 the same link counts once for people and once for programs, by the id of its report", () => {
    const held = [
      click(1, 3, 0),
      click(1, 3, 5_000),
      touch("click", 9_000, { machine: true, link: { index: 1, of: 3, url: "x" } }),
    ]
    const ids = judgeTouches(held, 10_000).inputs.map((input) => ("id" in input ? input.id : ""))
    expect(new Set(ids).size).toBe(2)
  })
})
