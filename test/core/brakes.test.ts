import { describe, expect, it } from "vitest"
import { brakeReason } from "../../src/core/brakes"

describe("brakes", () => {
  it.each([
    [{ sent: 1_000, hardBounces: 49, complaints: 0 }, null],
    [{ sent: 1_000, hardBounces: 50, complaints: 0 }, "bounces"],
    [{ sent: 1_000, hardBounces: 0, complaints: 2 }, null],
    [{ sent: 1_000, hardBounces: 0, complaints: 3 }, "complaints"],
    [{ sent: 100, hardBounces: 9, complaints: 2 }, null],
    [{ sent: 100, hardBounces: 10, complaints: 0 }, "bounces"],
    [{ sent: 0, hardBounces: 0, complaints: 0 }, null],
  ])("DEL-23 of %j the reason to stop is %s", (reception, reason) => expect(brakeReason(reception)).toBe(reason))
})
