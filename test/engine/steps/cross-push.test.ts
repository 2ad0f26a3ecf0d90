import { describe } from "vitest"
import { crossCases } from "./cross-cases"

describe("crossPush", () => {
  crossCases("crossPush", "push", "m4")
})
