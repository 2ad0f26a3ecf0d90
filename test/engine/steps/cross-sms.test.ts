import { describe } from "vitest"
import { crossCases } from "./cross-cases"

describe("crossSms", () => {
  crossCases("crossSms", "sms", "m3")
})
