import { describe, expect, it } from "vitest"
import type { CanvasProps, CanvasView } from "../../web/islands/flow-editor/types"
import { en } from "../../web/locales/en"
import { es } from "../../web/locales/es"
import { must } from "../helpers/flows"
import { adminToken, api, emailFlow, origin, page, segmentAndFlow, send } from "../routes/client"

const ours = { origin, "sec-fetch-site": "same-origin" }

/** A signed-in script of the editor, and the flow that it edits. */
async function script(language: "en" | "es" = "en") {
  const { campaignId } = await segmentAndFlow()
  await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: emailFlow }))
  const signedIn = await page("POST", "/sign-in", { headers: ours, form: { token: adminToken, next: "/campaigns" } })
  const session = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
  const headers = { ...ours, cookie: `${session}; locale=${language}` }
  const home = `/campaigns/${campaignId}`
  const look = async (path: string) => await send(home + path, { headers })
  const view = async () => await (await look("/flow/canvas")).json<CanvasView>()
  const put = async (body: unknown, etag?: string) =>
    await send(`${home}/flow/canvas`, {
      method: "PUT",
      headers: { ...headers, "content-type": "application/json", ...(etag === undefined ? {} : { "if-match": etag }) },
      body: JSON.stringify(body),
    })
  return { campaignId, home, look, view, put }
}

async function propsOf(answer: Response): Promise<{ html: string; props: CanvasProps }> {
  const html = await answer.text()
  const text = /data-props="([^"]*)"/.exec(html)?.[1] ?? "{}"
  const json = text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&#39;", "'").replaceAll("&amp;", "&")
  return { html, props: JSON.parse(json) as CanvasProps }
}

describe("the canvas and its server", () => {
  it("UI-3 FLOW-3 the editor gets the draft, the palette in its groups, and each type's bare step and ways out", async () => {
    const { look } = await script()
    const { props, html } = await propsOf(await look("/flow/edit"))
    expect(props.view.flow).toMatchObject(emailFlow)
    expect(props.types.map(({ type }) => type).sort()).toEqual(Object.keys(en.flow.types).sort())
    expect(props.groups.map(({ label }) => label)).toEqual(Object.values(en.flowEdit.groups))
    const condition = props.types.find(({ type }) => type === "condition")
    expect(condition?.outcomes.map(({ name, label }) => [name, label])).toEqual([
      ["met", "met"],
      ["notMet", "not met"],
    ])
    // Without script there is the plain list.
    expect(html).toMatch(/<noscript>.*class="flow-steps"/s)
  })

  it("FLOW-13 the bare step of every type can be saved, and says what it lacks", async () => {
    const { look, put } = await script()
    const { props } = await propsOf(await look("/flow/edit"))
    const { view, types } = props
    const steps = Object.fromEntries(types.map(({ type, blank }) => [`new-${type}`, { ...blank, name: type }]))
    const saved = await put({ flow: { ...view.flow, steps: { ...view.flow.steps, ...steps } } }, view.etag)
    expect(saved.status).toBe(200)
    const after = await saved.json<CanvasView>()
    const lacking = new Set(after.problems.map(({ stepId }) => stepId))
    expect(types.filter(({ type }) => type !== "end" && !lacking.has(`new-${type}`)).map(({ type }) => type)).toEqual(
      [],
    )
  })

  it("FLOW-16 a save against an older draft is refused with the newer one, and changes nothing", async () => {
    const { put, view, campaignId } = await script()
    const { flow, etag } = await view()
    const first = await put({ flow: { ...flow, start: "end" } }, etag)
    const { etag: second } = await first.json<CanvasView>()
    expect(second).not.toBe(etag)
    const late = await put({ flow }, etag)
    expect(late.status).toBe(412)
    expect(await late.json()).toMatchObject({ etag: second, flow: { start: "end" } })
    expect((await must(api("GET", `/campaigns/${campaignId}/flow`))).draft.start).toBe("end")
  })

  it("FLOW-12 where members of removed steps go is kept for publishing; to a step that is not there is refused", async () => {
    const { put, view, look, campaignId } = await script()
    await must(api("POST", `/campaigns/${campaignId}/publish`))
    const { flow } = await view()
    const { welcome: _, ...steps } = flow.steps
    const without = { start: "end", steps }
    const lost = await put({ flow: without, moves: { welcome: "nowhere" } })
    expect(lost.status).toBe(422)
    expect((await lost.json<{ message: string }>()).message).toContain("moves.welcome")
    expect((await put({ flow: without, moves: { welcome: "end" } })).status).toBe(200)
    expect((await look("/publish")).status).toBe(200)
    const wrong = await put({ flow: { start: "x", steps: { x: { type: "carrierPigeon" } } } })
    expect(wrong.status).toBe(422)
  })

  it("UI-2 what the editor says comes in the reader's language", async () => {
    const { look } = await script("es")
    const { props } = await propsOf(await look("/flow/edit"))
    expect(props.texts).toEqual(es.canvas)
    expect(props.types.find(({ type }) => type === "email")?.label).toBe(es.flow.types.email)
  })

  it("UI-3 a flow that is over shows its steps, without an editor", async () => {
    const { look, campaignId, put, view } = await script()
    const { flow } = await view()
    await must(api("POST", `/campaigns/${campaignId}/publish`))
    await must(api("POST", `/campaigns/${campaignId}/cancel`))
    const { html } = await propsOf(await look("/flow/edit"))
    expect(html).not.toContain("data-island")
    expect(html).toContain(en.flowEdit.over)
    expect((await put({ flow })).status).toBe(409)
  })

  it("ANA-1 live numbers come with the version of the draft", async () => {
    const { look, view } = await script()
    const live = await (await look("/flow/canvas/numbers")).json<{ etag: string; numbers: Record<string, unknown> }>()
    expect(live.etag).toBe((await view()).etag)
    expect(Object.keys(live.numbers)).toEqual(expect.arrayContaining(Object.keys(emailFlow.steps)))
  })
})
