import { describe, expect, it } from "vitest"
import { sources } from "./sources"

/** Files of src/engine/steps that are no step types: what these share. */
const support = new Set(["registry", "step-type", "messaging", "outbound", "cross-campaign"])

/** Names of the files right under a folder, without their endings. */
function names(folder: string, pattern: RegExp): string[] {
  return [...sources.keys()].flatMap((path) => {
    if (!path.startsWith(folder)) return []
    const rest = path.slice(folder.length)
    return pattern.test(rest) ? [rest.replace(/(\.test)?\.tsx?$/, "")] : []
  })
}

/** Files of src/engine/steps that a registry line imports, i.e. the step types themselves. */
function registered(registry: string): string[] {
  const text = sources.get(registry) ?? ""
  return [...text.matchAll(/from "\.\/([a-z-]+)"/g)].map((match) => match[1] ?? "").filter((name) => !support.has(name))
}

describe("registries", () => {
  const steps = registered("src/engine/steps/registry.ts").sort()

  it("FLOW-3 the step registry has all types of the palette", () => {
    const palette = [
      ...["condition", "cross-email", "cross-push", "cross-sms", "delay", "email", "end", "export-pdf", "notify-staff"],
      ...["push", "random-split", "sms", "start-workflow", "update-member", "wait-for-event", "web-service"],
    ]
    expect(palette.filter((name) => !steps.includes(name))).toEqual([])
  })

  it("each file of step types has its line in both registries", () => {
    const files = names("src/engine/steps/", /^[a-z-]+\.ts$/).filter((name) => !support.has(name))
    expect(files.filter((name) => !steps.includes(name))).toEqual([])
    expect(registered("web/steps/registry.ts").sort()).toEqual(steps)
  })

  it("each step type has its form and its test under the same name", () => {
    const forms = names("web/steps/", /^[a-z-]+\.tsx?$/)
    const tests = names("test/engine/steps/", /^[a-z-]+\.test\.ts$/)
    expect(steps.filter((name) => !forms.includes(name)).map((name) => `web/steps/${name}.tsx`)).toEqual([])
    expect(steps.filter((name) => !tests.includes(name)).map((name) => `test/engine/steps/${name}.test.ts`)).toEqual([])
  })

  it("registries are sorted", () => {
    const text = sources.get("src/engine/steps/registry.ts") ?? ""
    const imported = [...text.matchAll(/from "\.\/([a-z-]+)"/g)].map((match) => match[1] ?? "")
    const own = imported.filter((name) => !support.has(name))
    expect(own).toEqual([...own].sort())
  })

  it("SEND-1 each provider is in the registry", () => {
    const files = names("src/providers/", /^(email|sms|push|webhook)\/[a-z0-9-]+\.ts$/)
    const registry = sources.get("src/providers/registry.ts") ?? ""
    expect(files.filter((name) => !registry.includes(`"./${name}"`))).toEqual([])
  })

  it("SEND-1 each provider has its name for people and for the API, and its end under the contract", () => {
    const files = names("src/providers/", /^(email|sms|push)\/[a-z0-9-]+\.ts$/)
    const kinds = new Set(files.map((name) => name.split("/").at(-1) ?? "").filter((kind) => kind !== "outbox"))
    const tests = names("test/providers/", /^[a-z]+\.test\.ts$/).map((name) => `test/providers/${name}.test.ts`)
    const places: [string[], (kind: string) => string][] = [
      [["web/locales/en/providers.ts"], (kind) => ` ${kind}: "`],
      [["src/services/providers/schema.ts"], (kind) => ` "${kind}",`],
      [tests, (kind) => `"./fakes/${kind}"`],
    ]
    const lacking = places.flatMap(([paths, said]) => {
      const text = paths.map((path) => sources.get(path) ?? "").join("")
      return [...kinds].filter((kind) => !text.includes(said(kind))).map((kind) => `${kind} in ${paths.join(" or ")}`)
    })
    expect(lacking).toEqual([])
  })
})
