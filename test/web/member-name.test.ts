import { describe, expect, it } from "vitest"
import { memberName } from "../../web/member-name"
import { join, must } from "../helpers/flows"
import { api } from "../routes/client"
import { reader } from "./browser"

describe("MEM-7 the name of a member", () => {
  it.each([
    ["first and last name", { lastName: "Pereira", firstName: "Ana" }, "Ana Pereira"],
    ["first name alone", { firstName: " Ana ", lastName: "" }, "Ana"],
    ["last name alone", { lastName: "Pereira" }, "Pereira"],
    ["first and last name before the others", { fullName: "A. P.", name: "AP", firstName: "Ana" }, "Ana"],
    ["name before full name", { fullName: "Ana Pereira", name: "Ana" }, "Ana"],
    ["full name", { fullName: "Ana Pereira" }, "Ana Pereira"],
    ["as another system writes its keys", { First_Name: "Ana", "LAST NAME": "Pereira" }, "Ana Pereira"],
  ])("MEM-7 %s", (_, attributes, name) => {
    expect(memberName(attributes)).toBe(name)
  })

  it.each([
    ["nothing", {}],
    ["only blanks", { name: "  ", firstName: "" }],
    ["no texts", { name: 7, firstName: ["Ana"], fullName: true }],
    ["other keys", { username: "ana", companyName: "Acme", constructor: "x" }],
  ])("MEM-7 none in %s", (_, attributes) => {
    expect(memberName(attributes)).toBeNull()
  })
})

it("MEM-7 the name stands by the id among the members, in a segment and on the member's page", async () => {
  const { id: segmentId } = await must(api("POST", "/segments", { body: { name: "Members" } }))
  await join(segmentId, ["m-1"], { attributes: { firstName: "Ana", lastName: "<b>Pereira" } })
  const { look } = await reader()
  for (const path of ["/members", `/segments/${segmentId}`, "/members/m-1", "/members/m-1/timeline"]) {
    expect((await look(path)).html).toContain(">Ana &lt;b>Pereira</")
  }
})
