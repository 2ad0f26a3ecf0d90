import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { sha256Hex } from "../../src/core/hash"
import { en } from "../../web/locales/en"
import { es } from "../../web/locales/es"
import { adminToken, api, emailFlow, origin, page, segmentAndFlow } from "../routes/client"

const ours = { origin, "sec-fetch-site": "same-origin" }

/** Signs in and gives the headers of the browser from then on. */
async function signedIn(language = "en"): Promise<Record<string, string>> {
  const answer = await page("POST", "/sign-in", { headers: ours, form: { token: adminToken, next: "/campaigns" } })
  const session = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
  return { ...ours, cookie: `${session}; locale=${language}` }
}

/** Begins a session of a person with this role. */
async function signedInAs(role: string): Promise<Record<string, string>> {
  const value = `session-of-${role}`
  const now = await api("GET", "/dev/clock").then((answer) => Date.parse(answer.json.now))
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO users (id, email, password_hash, role, created_at) VALUES (?1, ?1, 'none', ?1, 0)",
    ).bind(role),
    env.DB.prepare("INSERT INTO sessions (id, user_id, created_at, last_seen_at) VALUES (?1, ?2, ?3, ?3)").bind(
      await sha256Hex(value),
      role,
      now,
    ),
  ])
  return { ...ours, cookie: `__Host-session=${value}; locale=en` }
}

async function look(path: string, headers: Record<string, string>) {
  const answer = await page("GET", path, { headers })
  return { status: answer.status, headers: answer.headers, html: await answer.text() }
}

/** A system with one of everything; names carry `mark`. */
async function furnish(mark: string) {
  const segment = await api("POST", "/segments", { body: { name: `Segment ${mark}`, kind: "list" } })
  const segmentId = segment.json.id as string
  const policy = { caps: [{ channel: "email", max: 1, per: "P7D" }] }
  const category = await api("POST", "/categories", { body: { name: `Category ${mark}`, policy } })
  const campaign = await api("POST", "/campaigns", {
    body: {
      kind: "flow",
      name: `Flow ${mark}`,
      segmentIds: [segmentId],
      categoryId: category.json.id,
      clientMessages: { en: { [`key ${mark}`]: mark } },
      goal: { event: `event of ${mark}` },
    },
  })
  const trigger = { event: `trigger ${mark}` }
  const workflow = await api("POST", "/workflows", { body: { name: `Workflow ${mark}`, kind: "internal", trigger } })
  const moment = { at: "2027-01-10T18:00", timeZone: "UTC", location: mark, segmentId }
  const occasion = await api("POST", "/occasions", { body: { name: `Occasion ${mark}`, ...moment } })
  const campaignId = campaign.json.id as string
  const flow = structuredClone(emailFlow)
  flow.steps.welcome.name = `Step ${mark}`
  flow.steps.welcome.message.subject = `Subject ${mark.replaceAll(/[{}]/g, "")}`
  await api("PUT", `/campaigns/${campaignId}/flow`, { body: flow })
  await api("POST", `/campaigns/${campaignId}/publish`, { body: {} })
  const memberId = `member ${mark}`
  await api("POST", `/webhooks/segments/${segmentId}/joins`, {
    body: { id: memberId, email: "ana@example.com", attributes: { note: mark } },
  })
  await api("POST", "/webhooks/events", { body: { memberId, name: `event ${mark}`, properties: { note: mark } } })
  await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
  await api("POST", "/tokens", { body: { name: `Token ${mark}`, scopes: ["read"] } })
  await api("POST", "/webhook-sources", { body: { name: `Source ${mark}` } })
  const member = encodeURIComponent(memberId)
  await api("PUT", `/occasions/${occasion.json.id}/attendance/${member}`, { body: { status: "attended" } })
  const [delivery] = (await api("GET", `/deliveries?campaignId=${campaignId}`)).json.items
  const ids = {
    categoryId: category.json.id as string,
    workflowId: workflow.json.id as string,
    occasionId: occasion.json.id as string,
  }
  return { segmentId, campaignId, memberId, deliveryId: delivery.id as string, ...ids }
}

function pathsOf(things: Awaited<ReturnType<typeof furnish>>): string[] {
  const { segmentId, campaignId, memberId, deliveryId, categoryId, workflowId, occasionId } = things
  const campaign = `/campaigns/${campaignId}`
  const member = `/members/${encodeURIComponent(memberId)}`
  return [
    "/campaigns",
    "/campaigns/new",
    "/campaigns/new/flow",
    "/campaigns/new/regular",
    ...["flow", "flow/edit", "flow/numbers", "settings", "messages", "members", "publish", "pause", "cancel"].map(
      (tab) => `${campaign}/${tab}`,
    ),
    ...["goals", "unsubscribe", "messages", "data"].map((tab) => `${campaign}/settings/${tab}`),
    ...["end", "close-entry", "copy"].map((act) => `${campaign}/${act}`),
    ...["analysis", "analysis/members?metric=sent", "forecast", "settings/export"].map((tab) => `${campaign}/${tab}`),
    ...["/analysis", "/forecast", "/templates", "/dead-letters", "/health", "/audit"],
    "/categories",
    "/categories/new",
    `/categories/${categoryId}`,
    `/categories/${categoryId}/remove`,
    "/groups",
    "/workflows",
    "/workflows/new",
    ...["flow", "settings", "members", "archive", "copy", "remove"].map((tab) => `/workflows/${workflowId}/${tab}`),
    "/occasions",
    "/occasions/new",
    ...["", "/edit", "/remove"].map((tab) => `/occasions/${occasionId}${tab}`),
    ...["json", "versions", "dry-run", "steps/welcome", "steps/welcome/remove", "rollback?version=1"].map(
      (part) => `${campaign}/flow/${part}`,
    ),
    ...["condition", "email", "webService"].map((type) => `${campaign}/flow/steps/new?type=${type}`),
    "/members",
    "/members/new",
    "/members/import",
    member,
    ...["timeline", "deliveries", "edit", "erase", "explain"].map((tab) => `${member}/${tab}`),
    `${member}/explain?campaignId=${campaignId}`,
    "/segments",
    "/segments/new",
    `/segments/${segmentId}`,
    `/segments/${segmentId}/remove`,
    "/deliveries",
    "/outbox",
    `/outbox/${encodeURIComponent(deliveryId)}`,
    "/settings/tokens",
    "/settings/sources",
    "/settings/credentials",
    "/search?q=a",
  ]
}

describe("admin pages", () => {
  it("leads whoever is not signed in to the sign-in and back, and shows nothing", async () => {
    for (const path of ["/", "/campaigns", "/members?query=a", "/settings/tokens", "/no-such-page"]) {
      const answer = await page("GET", path)
      expect(answer.status, path).toBe(303)
      expect(answer.headers.get("location")).toBe(`/sign-in?next=${encodeURIComponent(path)}`)
    }
  })

  it("SEC-09 answers every page with a policy that allows no inline script, and SEC-10 with no-store", async () => {
    const headers = await signedIn()
    for (const path of pathsOf(await furnish("one"))) {
      const { status, html, headers: answered } = await look(path, headers)
      expect(status, path).toBe(200)
      const policy = answered.get("content-security-policy") ?? ""
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toContain("unsafe")
      expect(answered.get("cache-control")).toBe("no-store")
      expect(html).not.toMatch(/<script(?![^>]*src="\/app\.js")|\son\w+=|\sstyle=|javascript:/i)
    }
  })

  it("SEC-11 SEC-12 shows names, texts and properties of any content as text", async () => {
    const payload = `"><img src=x onerror=alert(1)><div hx-get="/out" data-hx-get="/out">{{7*7}}'`
    const headers = await signedIn()
    for (const path of pathsOf(await furnish(payload))) {
      const { status, html } = await look(path, headers)
      expect(status, path).toBe(200)
      expect(html, path).not.toContain("<img")
      expect(html, path).not.toMatch(/<[^>]*\b(data-)?hx-get="\/out"/)
    }
  })

  it("SEC-05 changes nothing by looking", async () => {
    const headers = await signedIn()
    const paths = pathsOf(await furnish("two"))
    const before = await everything()
    for (const path of paths) await look(path, headers)
    expect(await everything()).toEqual(before)
  })

  it("SEC-14 shuts an email's HTML into a document without script, forms or a way out", async () => {
    const { campaignId, deliveryId } = await furnish("three")
    const headers = await signedIn()
    for (const path of [
      `/campaigns/${campaignId}/messages/welcome/body`,
      `/outbox/${encodeURIComponent(deliveryId)}/body`,
    ]) {
      const { status, html, headers: answered } = await look(path, headers)
      expect(status, path).toBe(200)
      expect(html).toContain("Hello")
      const policy = answered.get("content-security-policy") ?? ""
      expect(policy).toMatch(/default-src 'none'.*sandbox;.*frame-ancestors 'self'/)
      expect(answered.get("x-frame-options")).toBe("SAMEORIGIN")
    }
  })

  it("UI-2 says no sentence in English where Spanish is chosen", async () => {
    const headers = await signedIn("es")
    const paths = pathsOf(await furnish("cuatro"))
    const english = sentencesOf(en).filter((text) => !sentencesOf(es).includes(text))
    for (const path of paths) {
      const { html } = await look(path, headers)
      if (!path.endsWith("numbers")) expect(html, path).toContain('<html lang="es">')
      const visible = html.replaceAll(/<[^>]*>/g, "\n").replaceAll("&#39;", "'")
      for (const text of english)
        expect(
          visible.split("\n").map((line) => line.trim()),
          path,
        ).not.toContain(text)
    }
  })

  it("CAM-1 CAM-2 CAM-3 makes a flow by the form, with errors at their fields", async () => {
    const headers = await signedIn()
    const { segmentId } = await segmentAndFlow()
    const good = {
      name: "Spring",
      timeZone: "America/Montevideo",
      enrol: "existingAndFuture",
      startsAtDate: "",
      endsAtDate: "",
    }
    const refused = await page("POST", "/campaigns/new/flow", {
      headers,
      form: { ...good, name: "", timeZone: "Nowhere/At all", startsAtDate: "2027-01-02", endsAtDate: "2027-01-01" },
    })
    expect(refused.status).toBe(422)
    const html = await refused.text()
    expect(html).toContain(en.problems["name.tooSmall"]?.([]))
    expect(html).toContain(en.problems["timeZone.custom"]?.([]))
    expect(html).toContain('value="2027-01-02"')
    const noSegment = await page("POST", "/campaigns/new/flow", { headers, form: good })
    expect(await noSegment.text()).toContain(en.problems.segmentRequired?.([]))
    const made = await page("POST", "/campaigns/new/flow", { headers, form: { ...good, segmentIds: segmentId } })
    expect(made.status).toBe(303)
    expect(made.headers.get("location")).toMatch(/^\/campaigns\/[^/]+\/settings\?note=created$/)
    const { html: list } = await look("/campaigns", headers)
    expect(list).toContain("Spring")
    expect(list).toContain(en.campaigns.label)
  })

  it("FLOW-16 tells the second of two editors and keeps what was typed", async () => {
    const headers = await signedIn()
    const { campaignId } = await segmentAndFlow()
    const path = `/campaigns/${campaignId}/flow/json`
    const { etag } = (await api("GET", `/campaigns/${campaignId}/flow`)).json
    const first = await page("POST", path, { headers, form: { etag, flow: JSON.stringify(emailFlow) } })
    expect(first.status).toBe(303)
    const mine = JSON.stringify({ ...emailFlow, start: "end" })
    const second = await page("POST", path, { headers, form: { etag, seen: "welcome!", flow: mine } })
    expect(second.status).toBe(412)
    const html = await second.text()
    expect(html).toContain(en.flowEdit.conflict.title)
    expect(html).toContain("&quot;start&quot;:&quot;end&quot;")
    expect((await api("GET", `/campaigns/${campaignId}/flow`)).json.draft.start).toBe("welcome")
  })

  it("CAM-7 says in numbers what a cancel does before it does it", async () => {
    const headers = await signedIn()
    const { segmentId, campaignId } = await segmentAndFlow()
    const flow = {
      start: "wait",
      steps: {
        wait: { type: "delay", name: "Wait", delay: { for: "P1D" }, outcomes: { done: "end" } },
        end: { type: "end", name: "End" },
      },
    }
    await api("PUT", `/campaigns/${campaignId}/flow`, { body: flow })
    await api("POST", `/campaigns/${campaignId}/publish`, { body: {} })
    await api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { members: [{ id: "a" }, { id: "b" }] } })
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    const asked = await look(`/campaigns/${campaignId}/cancel`, headers)
    expect(asked.html).toContain(en.campaigns.cancel.runs(2))
    expect((await api("GET", `/campaigns/${campaignId}`)).json.status).toBe("active")
    const done = await page("POST", `/campaigns/${campaignId}/cancel`, { headers, form: {} })
    expect(done.status).toBe(303)
    expect((await api("GET", `/campaigns/${campaignId}`)).json.status).toBe("cancelled")
  })

  it("API-3 shows a token once and never again", async () => {
    const headers = await signedIn()
    const made = await page("POST", "/settings/tokens", { headers, form: { name: "CRM", scopes: "read" } })
    const secret = /mlr_[\w-]{20,}/.exec(await made.text())?.[0] ?? "none"
    expect((await api("GET", "/campaigns", { token: secret })).status).toBe(200)
    expect((await look("/settings/tokens", headers)).html).not.toContain(secret)
  })

  it("SEC-28 lets a viewer look and change nothing", async () => {
    const { segmentId, campaignId, memberId, categoryId, workflowId, occasionId } = await furnish("five")
    const headers = await signedInAs("viewer")
    const { status, html } = await look(`/campaigns/${campaignId}/flow`, headers)
    expect(status).toBe(200)
    expect(html).not.toContain(`/campaigns/${campaignId}/cancel`)
    const member = `/members/${encodeURIComponent(memberId)}`
    const posts = [
      "/campaigns/new/flow",
      ...["settings", "flow/edit", "publish", "pause", "resume", "cancel", "copy", "remove", "retry"].map(
        (act) => `/campaigns/${campaignId}/${act}`,
      ),
      ...["end", "close-entry", "open-entry", "archive", "settings/goals", "settings/data"].map(
        (act) => `/campaigns/${campaignId}/${act}`,
      ),
      "/categories/new",
      `/categories/${categoryId}`,
      `/categories/${categoryId}/remove`,
      "/workflows/new",
      ...["settings", "archive", "copy", "pause", "cancel", "remove"].map((act) => `/workflows/${workflowId}/${act}`),
      "/occasions/new",
      ...["edit", "attendance", "remove"].map((act) => `/occasions/${occasionId}/${act}`),
      "/settings/credentials",
      "/segments/new",
      `/segments/${segmentId}/join`,
      `/segments/${segmentId}/remove`,
      "/members/new",
      "/members/import",
      "/members/import/file",
      ...["edit", "join", "leave", "consent", "erase"].map((act) => `${member}/${act}`),
      "/settings/tokens",
      "/settings/sources",
      "/clock",
      "/example",
    ]
    const before = await everything()
    for (const path of posts) {
      const answer = await page("POST", path, { headers, form: { name: "Theirs", segmentId, memberId: "x" } })
      expect(answer.status, path).toBe(403)
    }
    expect((await look("/settings/tokens", headers)).status).toBe(403)
    expect(await everything()).toBe(before)
  })

  it("refuses posts from other sites", async () => {
    const headers = { ...(await signedIn()), origin: "https://evil.test", "sec-fetch-site": "cross-site" }
    const answer = await page("POST", "/segments/new", { headers, form: { name: "Theirs" } })
    expect(answer.status).toBe(403)
    expect((await api("GET", "/segments?query=Theirs")).json.items).toEqual([])
  })

  it("shows a page, not a problem document, for what does not exist", async () => {
    const { status, html } = await look("/campaigns/nope/flow", await signedIn())
    expect(status).toBe(404)
    expect(html).toContain(en.states.notFoundTitle)
  })
})

/** What a look must not change. */
async function everything(): Promise<string> {
  const parts = [
    "campaigns",
    "workflows",
    "occasions",
    "categories",
    "segments",
    "members",
    "deliveries",
    "outbox",
    "tokens",
    "webhook-sources",
    "audit",
  ]
  const answers = await Promise.all(parts.map((part) => api("GET", `/${part}`)))
  return JSON.stringify(answers.map((answer) => answer.json))
}

/** Fixed sentences of the locale files: of two words or more, so that names alike in both languages do not count. */
function sentencesOf(texts: unknown): string[] {
  if (typeof texts === "string") return texts.includes(" ") ? [texts] : []
  if (typeof texts !== "object" || texts === null) return []
  return Object.values(texts).flatMap(sentencesOf)
}
