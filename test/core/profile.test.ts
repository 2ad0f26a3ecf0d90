import { describe, expect, it } from "vitest"
import { base64UrlOf } from "../../src/core/encoding"
import {
  canonicalLocale,
  isEmail,
  isPhone,
  isTimeZone,
  memberIdSchema,
  memberLimits,
  profilePatchSchema,
} from "../../src/core/profile"

describe("profile", () => {
  it.each([
    "a@b.co",
    "ana.garcía@exämple.org",
    "a+b@sub.example.com",
    "o'neil@example.com",
    `${"a".repeat(64)}@${"b".repeat(63)}.co`,
    "a@1.2.example.com",
  ])("MEM-1 %s is an email", (text) => expect(isEmail(text)).toBe(true))

  it.each([
    "",
    "a",
    "a@b",
    "@b.co",
    "a@b.co ",
    "a b@c.de",
    "a@b..co",
    "a@-b.co",
    "a@b.co\n",
    "a@b,c.de",
    "<a@b.co>",
    `${"a".repeat(250)}@b.co`,
    `${"a".repeat(65)}@b.co`,
    `a@${"b".repeat(64)}.co`,
    "a\u200bna@b.co",
    "\u202eana@b.co",
  ])("MEM-1 %j is none", (text) => expect(isEmail(text)).toBe(false))

  it.each(["+59899123456", "+12025550123", "+34600000001", "+442079460958"])("MEM-1 %s is a phone", (text) =>
    expect(isPhone(text)).toBe(true),
  )

  it.each([
    "",
    "59899123456",
    "+0123456789",
    "+1",
    "+1202555012",
    "+999123456789",
    "+59899 123 456",
    "+598991234567890123",
  ])("MEM-1 %j is none", (text) => expect(isPhone(text)).toBe(false))

  it.each(["America/Montevideo", "Europe/Kiev", "Europe/Kyiv", "Etc/GMT+3", "UTC", "Asia/Kathmandu"])(
    "TZ-33 %s is a time zone",
    (text) => expect(isTimeZone(text)).toBe(true),
  )

  it.each(["", "Bogus/Zone", "Uruguay time", "+03:00", "-0300", "local"])("TZ-32 %j is none", (text) =>
    expect(isTimeZone(text)).toBe(false),
  )

  it("MEM-1 locales take their canonical form", () => {
    expect([canonicalLocale("es-uy"), canonicalLocale("EN"), canonicalLocale("es_UY"), canonicalLocale("")]).toEqual([
      "es-UY",
      "en",
      null,
      null,
    ])
  })

  it("ING-12 white space around an address is dropped, also that of spreadsheets", () => {
    expect(profilePatchSchema.parse({ email: "\u00a0ana@example.com ", phone: " +59899123456" })).toEqual({
      email: "ana@example.com",
      phone: "+59899123456",
    })
  })

  it("MEM-2 absent stays absent and null stays null", () => {
    expect(profilePatchSchema.parse({ email: null, attributes: { a: null } })).toEqual({
      email: null,
      attributes: { a: null },
    })
  })

  it("SEC-29 __proto__ never becomes an attribute", () => {
    const patch = profilePatchSchema.parse(JSON.parse('{"attributes":{"__proto__":{"x":1},"a":1}}'))
    expect(Object.getOwnPropertyNames(patch.attributes)).toEqual(["a"])
    expect(patch.attributes).not.toHaveProperty("x")
  })

  it.each(["constructor", "prototype", "", "a\u0000b", "a\nb", "x".repeat(101)])(
    "SEC-29 an attribute cannot be called %j",
    (name) => {
      const patch = JSON.parse(`{"attributes":{${JSON.stringify(name)}:1}}`)
      expect(profilePatchSchema.safeParse(patch).success).toBe(false)
    },
  )

  it("MEM-1 limits hold, and one past them does not", () => {
    const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`a${i}`, 1]))
    const ok = (attributes: unknown) => profilePatchSchema.safeParse({ attributes }).success
    expect([ok(many(memberLimits.attributes)), ok(many(memberLimits.attributes + 1))]).toEqual([true, false])
    const text = (n: number) => ({ a: "x".repeat(n) })
    expect([ok(text(memberLimits.attributeTextChars)), ok(text(memberLimits.attributeTextChars + 1))]).toEqual([
      true,
      false,
    ])
    const list = (n: number) => ({ a: Array.from({ length: n }, () => "x") })
    expect([ok(list(memberLimits.attributeListItems)), ok(list(memberLimits.attributeListItems + 1))]).toEqual([
      true,
      false,
    ])
    expect(ok({ a: Number.NaN }) || ok({ a: Number.POSITIVE_INFINITY })).toBe(false)
  })

  it("MEM-1 ids have 1 to 200 characters, counted as people count them", () => {
    const ok = (id: string) => memberIdSchema.safeParse(id).success
    expect([ok("x"), ok("🙂".repeat(200)), ok(" ")]).toEqual([true, true, true])
    expect([ok(""), ok("x".repeat(201)), ok("🙂".repeat(201)), ok("a\u0000"), ok("\ud800")]).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it("MEM-1 a web push subscription needs the keys that browsers give; what is wrong is named", () => {
    const base64Url = (...bytes: number[]) => base64UrlOf(new Uint8Array(bytes))
    const p256dh = base64Url(4, ...Array(64).fill(7))
    const auth = base64Url(...Array(16).fill(7))
    const wrong = (target: object) =>
      profilePatchSchema.safeParse({ push: [target] }).error?.issues.map((issue) => issue.path.join("."))
    const target = { kind: "webpush", endpoint: "https://push.example/1", keys: { p256dh, auth } }
    expect(wrong(target)).toBeUndefined()
    expect(wrong({ ...target, endpoint: "http://push.example/1" })).toEqual(["push.0.endpoint"])
    expect(wrong({ ...target, keys: { p256dh: auth, auth } })).toEqual(["push.0.keys.p256dh"])
    expect(wrong({ ...target, keys: { p256dh, auth: `${auth}AA` } })).toEqual(["push.0.keys.auth"])
    expect(wrong({ kind: "fcm", token: "" })).toEqual(["push.0.token"])
  })
})
