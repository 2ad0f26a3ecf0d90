import { describe, expect, it } from "vitest"
import { endpoints } from "../../src/routes/api/endpoints"
import { api, send } from "./client"

type Json = Record<string, unknown>

/** Every `$ref` in a document. */
function refs(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([key, of]) => (key === "$ref" ? [String(of)] : refs(of)))
}

describe("OpenAPI", () => {
  it("API-1 describes every endpoint in 3.1, without credentials", async () => {
    const { status, json } = await api("GET", "/openapi.json", { token: null })
    expect([status, json.openapi]).toEqual([200, "3.1.0"])
    const described = Object.entries(json.paths as Record<string, Json>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(described.sort()).toEqual(endpoints.map((one) => `${one.method} ${one.path}`).sort())
  })

  it("API-1 every reference leads somewhere, every operation has an id of its own and a way to fail", async () => {
    const { json } = await api("GET", "/openapi.json")
    const schemas = json.components.schemas as Json
    for (const ref of refs(json)) expect(Object.keys(schemas)).toContain(ref.replace("#/components/schemas/", ""))
    const operations = Object.values(json.paths as Record<string, Json>).flatMap((methods) =>
      Object.values(methods),
    ) as Json[]
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length)
    for (const one of operations) {
      expect(Object.keys(one.responses as Json)).toEqual(expect.arrayContaining(["401", "422", "429"]))
      expect(one.summary).toBeTruthy()
    }
  })

  it("API-1 parameters of a path are all there", async () => {
    const { json } = await api("GET", "/openapi.json")
    for (const [path, methods] of Object.entries(
      json.paths as Record<string, Record<string, { parameters?: Json[] }>>,
    )) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      for (const one of Object.values(methods)) {
        const given = (one.parameters ?? []).filter((p) => p.in === "path").map((p) => p.name)
        expect(given.sort(), path).toEqual(named.sort())
      }
    }
  })

  it("API-1 the body of a campaign names its fields", async () => {
    const { json } = await api("GET", "/openapi.json")
    const create = json.components.schemas.CampaignCreate
    expect(create.required.sort()).toEqual(["kind", "name"])
    expect(Object.keys(create.properties)).toEqual(
      expect.arrayContaining(["segmentIds", "startsAt", "reentry", "unsubscribe"]),
    )
    expect(create.additionalProperties).toBe(false)
  })
})

describe("reference", () => {
  it("API-1 shows every endpoint on one page without script", async () => {
    const response = await send("/api/v1/reference")
    const text = await response.text()
    expect(response.headers.get("content-type")).toContain("text/html")
    for (const one of endpoints) expect(text).toContain(`/api/v1${one.path}`)
    expect(text).not.toMatch(/<script|style=| on\w+=/)
    expect((await send("/api/v1/reference.css")).headers.get("content-type")).toContain("text/css")
  })
})
