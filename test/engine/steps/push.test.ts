import { describe } from "vitest"
import { messagingCases } from "./messaging-cases"

describe("push", () => {
  messagingCases("push", { title: "Hi", body: "There" }, { profile: { push: [] }, reason: "noPushTarget" })
})
