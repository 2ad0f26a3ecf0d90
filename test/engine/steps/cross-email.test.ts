import { describe } from "vitest"
import { crossCases } from "./cross-cases"

describe("crossEmail", () => {
  crossCases("crossEmail", "email", "m2")
})
