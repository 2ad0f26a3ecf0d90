import { DrizzleQueryError } from "drizzle-orm"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { forLog } from "../../src/core/for-log"
import { invalidInput } from "../../src/routes/errors"

describe("errors", () => {
  it("SEC-32 a query that fails is logged without its values", () => {
    const error = new DrizzleQueryError(
      "insert into x",
      ["ana@example.com", "line\nbreak"],
      new Error("UNIQUE constraint failed"),
    )
    const text = forLog(error)
    expect(text).toContain("insert into x")
    expect(text).toContain("UNIQUE constraint failed")
    expect(text).not.toMatch(/ana@example\.com|break/)
    expect(forLog("ana@example.com")).toBe("string")
  })

  it("API-1 of a union the branch that the input came closest to is named", () => {
    const schema = z.object({
      wait: z.union([z.strictObject({ for: z.string().min(2) }), z.strictObject({ until: z.number() })]),
    })
    const result = schema.safeParse({ wait: { for: "" } })
    expect(invalidInput(result.error ?? new z.ZodError([])).details.errors?.[0]).toMatchObject({
      path: "wait.for",
      code: "tooSmall",
    })
  })

  it("API-1 every unknown field is named by itself", () => {
    const result = z.strictObject({ deep: z.strictObject({}) }).safeParse({ deep: { a: 1, b: 2 } })
    const paths = invalidInput(result.error ?? new z.ZodError([])).details.errors?.map((e) => e.path)
    expect(paths).toEqual(["deep.a", "deep.b"])
  })
})
