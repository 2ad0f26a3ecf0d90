import { describe } from "vitest"
import { messagingCases } from "./messaging-cases"

describe("sms", () => {
  messagingCases("sms", { text: "Hi" }, { profile: { phone: null }, reason: "noPhone" })
})
