import { describe, expect, it } from "vitest"
import { must } from "../helpers/flows"
import { api, emailFlow, origin, ours, segmentAndFlow, send, signIn } from "../routes/client"

/** Signed in; asks the palette, as from a page. */
async function palette(language: "en" | "es" = "en") {
  const { cookie } = await signIn()
  return async (query: string, from = "/campaigns") => {
    const headers = { ...ours, cookie: `${cookie}; locale=${language}`, "hx-current-url": `${origin}${from}` }
    const html = await (await send(`/search?q=${encodeURIComponent(query)}`, { headers })).text()
    return [...html.matchAll(/<a class="palette-item" href="([^"]+)"><span>([^<]*)</g)].map(
      ([, href = "", label = ""]) => ({
        href,
        label,
      }),
    )
  }
}

describe("command palette", () => {
  it("UI-1 on a campaign's page it offers what fits the campaign's state, and all its pages", async () => {
    const { campaignId } = await segmentAndFlow({ name: "Onboarding" })
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: emailFlow }))
    const ask = await palette()
    const here = `/campaigns/${campaignId}/flow`
    const draft = await ask("", here)
    expect(draft.slice(0, 2).map(({ href }) => href)).toContain(`/campaigns/${campaignId}/publish`)
    expect(draft.map(({ href }) => href)).not.toContain(`/campaigns/${campaignId}/pause`)
    for (const tab of ["flow/edit", "flow/versions", "flow/dry-run", "members", "settings/unsubscribe"]) {
      expect(draft.map(({ href }) => href)).toContain(`/campaigns/${campaignId}/${tab}`)
    }
    await must(api("POST", `/campaigns/${campaignId}/publish`, { body: {} }))
    expect(await ask("pause", here)).toEqual([{ href: `/campaigns/${campaignId}/pause`, label: "Pause · Onboarding" }])
    expect((await ask("pause", "/campaigns/gone/flow")).length).toBe(0)
  })

  it("UI-1 elsewhere an act is found by its words and the campaign's name, in any order, without accents", async () => {
    const { campaignId } = await segmentAndFlow({ name: "Préstamos" })
    const ask = await palette("es")
    for (const query of ["versiones Préstamos", "Préstamos versiones"]) {
      expect((await ask(query)).map(({ href }) => href)).toContain(`/campaigns/${campaignId}/flow/versions`)
    }
    expect((await ask("campanas"))[0]).toEqual({ href: "/campaigns", label: "Campañas" })
  })
})
