import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseJsonBytes } from "../../src/core/json"

const bytes = (text: string) => new TextEncoder().encode(text)

describe("parseJsonBytes", () => {
  it("ING-06 reads whatever JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        expect(parseJsonBytes(bytes(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '[{"b":{"a":1,"a":1}}]',
    '{"x:y":1,"x:y":2}',
    '{"a":{"b":1},"a":{"b":1}}',
  ])("ING-06 %s says a key twice", (text) => expect(() => parseJsonBytes(bytes(text))).toThrow("names a key twice"))

  it.each(['{"a:b":":","c":"\\":","d":"\\\\"}', '{"a":{"a":{"a":1}}}', '[{"a":1},{"a":2}]', '{"__proto__":1}', '":"'])(
    "ING-06 %s does not",
    (text) => expect(parseJsonBytes(bytes(text))).toEqual(JSON.parse(text)),
  )

  it("API-1 what is deeply nested is read without a stack", () => {
    const depth = 100_000
    expect(() => parseJsonBytes(bytes("[".repeat(depth) + "]".repeat(depth)))).not.toThrow("call stack")
  })

  it("API-1 what is not UTF-8 or not JSON is a bad request", () => {
    for (const input of [new Uint8Array([0xff]), bytes(""), bytes("{"), bytes("{'a':1}")]) {
      expect(() => parseJsonBytes(input)).toThrow(expect.objectContaining({ code: "badRequest" }))
    }
  })
})
