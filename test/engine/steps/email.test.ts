import { describe } from "vitest"
import { messagingCases } from "./messaging-cases"

describe("email", () => {
  messagingCases("email", { subject: "Hello", html: "<p>Hi</p>" }, { profile: { email: null }, reason: "noAddress" })
})
