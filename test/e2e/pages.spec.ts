import { expect, test } from "@playwright/test"
import { api, expectAccessible, expectNoSidewaysScroll, furnish, signIn, signInByForm, watchConsole } from "./helpers"

interface Things {
  segmentId: string
  campaignId: string
  memberIds: string[]
  draftId: string
  categoryId: string
  workflowId: string
  occasionId: string
}
let things: Things
/** A name that only this worker's things carry. */
let name: string

test.beforeAll(async ({ playwright, baseURL }, { workerIndex }) => {
  name = `furnished${workerIndex}`
  const request = await playwright.request.newContext({ baseURL })
  const furnished = await furnish(request, name)
  await api(request, "POST", "/dev/clock", { advance: "P2D" })
  const draft = await api(request, "POST", "/campaigns", {
    kind: "flow",
    name: "A draft with problems",
    segmentIds: [furnished.segmentId],
  })
  await api(request, "PUT", `/campaigns/${draft.id}/flow`, {
    start: "ask",
    steps: {
      ask: {
        type: "condition",
        name: "Gold plan?",
        rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] },
        outcomes: { met: "text", notMet: "wait" },
      },
      text: { type: "sms", name: "Text without words", outcomes: { sent: "end" } },
      wait: {
        type: "waitForEvent",
        name: "Applied?",
        event: { name: "applied" },
        timeout: "P7D",
        outcomes: { happened: "end", timedOut: "ask" },
      },
      end: { type: "end", name: "End" },
    },
  })
  await api(request, "POST", "/webhook-sources", { name: "Core banking" })
  await api(request, "POST", "/webhooks/events", {
    events: [{ memberId: `${name}-1`, name: "login", properties: { via: "app" } }],
  })
  const policy = {
    caps: [{ channel: "email", max: 2, per: "P7D" }],
    minGap: "PT4H",
    quietHours: { from: "21:00", to: "08:00" },
    weekdays: [1, 2, 3, 4, 5],
    holidays: ["2026-12-25"],
  }
  const category = await api(request, "POST", "/categories", { name: `${name} letters`, priority: 5, policy })
  await api(request, "PATCH", `/campaigns/${furnished.campaignId}`, {
    categoryId: category.id,
    goal: { rule: { any: [{ all: [{ fact: "event", name: "paid", op: "happened" }] }] }, within: "P30D" },
    dataFields: [{ name: "loan", type: "currency" }],
    clientMessages: { en: { title: "Your choices" } },
  })
  const workflow = await api(request, "POST", "/workflows", { name: `${name} series`, kind: "standalone" })
  await api(request, "POST", `/workflows/${workflow.id}/publish`, {})
  const occasion = await api(request, "POST", "/occasions", {
    name: `${name} webinar`,
    at: "2027-06-01T18:00",
    timeZone: "America/Montevideo",
    segmentId: furnished.segmentId,
  })
  await api(request, "PUT", `/occasions/${occasion.id}/attendance/${name}-1`, { status: "attended" })
  await api(request, "POST", "/credentials", { name: `${name}-key`, header: "x-key", value: "secret" })
  const ids = { categoryId: category.id, workflowId: workflow.id, occasionId: occasion.id }
  things = { ...furnished, draftId: draft.id, ...ids }
  await request.dispose()
})

const paths: Record<string, (things: Things) => string> = {
  campaigns: () => "/campaigns",
  "no campaign": () => "/campaigns?query=no-such-name",
  "new campaign": () => "/campaigns/new",
  "new flow": () => "/campaigns/new/flow",
  flow: (t) => `/campaigns/${t.campaignId}/flow`,
  "flow with problems": (t) => `/campaigns/${t.draftId}/flow`,
  "flow editor": (t) => `/campaigns/${t.draftId}/flow/edit`,
  "flow steps": (t) => `/campaigns/${t.draftId}/flow/steps`,
  "publish with problems": (t) => `/campaigns/${t.draftId}/publish`,
  settings: (t) => `/campaigns/${t.campaignId}/settings`,
  "goal and policy": (t) => `/campaigns/${t.campaignId}/settings/goals`,
  "unsubscribe and dismiss": (t) => `/campaigns/${t.campaignId}/settings/unsubscribe`,
  "client messages": (t) => `/campaigns/${t.campaignId}/settings/messages`,
  "campaign data": (t) => `/campaigns/${t.campaignId}/settings/data`,
  "move the end": (t) => `/campaigns/${t.campaignId}/end`,
  "close entry": (t) => `/campaigns/${t.campaignId}/close-entry`,
  copy: (t) => `/campaigns/${t.campaignId}/copy`,
  categories: () => "/categories",
  category: (t) => `/categories/${t.categoryId}`,
  groups: () => "/groups",
  "new group": () => "/groups/new",
  workflows: () => "/workflows",
  "new workflow": () => "/workflows/new",
  workflow: (t) => `/workflows/${t.workflowId}/flow`,
  "workflow settings": (t) => `/workflows/${t.workflowId}/settings`,
  "archive a workflow": (t) => `/workflows/${t.workflowId}/archive`,
  occasions: () => "/occasions",
  "new occasion": () => "/occasions/new",
  occasion: (t) => `/occasions/${t.occasionId}`,
  "edit an occasion": (t) => `/occasions/${t.occasionId}/edit`,
  messages: (t) => `/campaigns/${t.campaignId}/messages`,
  "members of a flow": (t) => `/campaigns/${t.campaignId}/members`,
  pause: (t) => `/campaigns/${t.campaignId}/pause`,
  cancel: (t) => `/campaigns/${t.campaignId}/cancel`,
  members: () => "/members",
  "new member": () => "/members/new",
  import: () => "/members/import",
  member: () => `/members/${name}-1`,
  "nothing to explain": () => `/members/${name}-1/explain`,
  explanation: (t) => `/members/${name}-1/explain?campaignId=${t.campaignId}`,
  timeline: () => `/members/${name}-1/timeline`,
  "deliveries of a member": () => `/members/${name}-1/deliveries`,
  "edit a member": () => `/members/${name}-1/edit`,
  "erase a member": () => `/members/${name}-1/erase`,
  segments: () => "/segments",
  "new segment": () => "/segments/new",
  segment: (t) => `/segments/${t.segmentId}`,
  deliveries: () => "/deliveries",
  outbox: () => "/outbox",
  analysis: () => "/analysis?range=month",
  "analysis as a table": (t) => `/campaigns/${t.campaignId}/analysis?asTable=true&compare=true`,
  "members behind a number": (t) => `/campaigns/${t.campaignId}/analysis/members?metric=entered`,
  forecast: () => "/forecast",
  "forecast of a flow": (t) => `/campaigns/${t.campaignId}/forecast`,
  export: (t) => `/campaigns/${t.campaignId}/settings/export`,
  "message editor": (t) => `/campaigns/${t.draftId}/flow/steps/text/message`,
  "email editor": (t) => `/campaigns/${t.campaignId}/flow/steps/hello/message`,
  templates: () => "/templates",
  images: () => "/images",
  "a template": () => "/templates/start-offer",
  providers: () => "/settings/providers",
  "a provider": () => "/settings/providers/email?kind=resend",
  "dead letters": () => "/dead-letters",
  health: () => "/health",
  "audit log": () => "/audit",
  account: () => "/account",
  tokens: () => "/settings/tokens",
  "webhook sources": () => "/settings/sources",
  credentials: () => "/settings/credentials",
  search: () => `/search?q=${name}`,
  "nothing there": () => "/no/such/page",
}

const wide = { width: 1280, height: 800 }
const phone = { width: 360, height: 740 }

for (const locale of ["en", "es"] as const) {
  test(`UI-1 UI-2 every page is accessible in ${locale}, in light and dark, and no wider than a phone`, async ({
    page,
    context,
  }) => {
    test.setTimeout(600_000)
    const errors = watchConsole(page)
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" })
    await context.addCookies([{ name: "locale", value: locale, url: "http://localhost" }])
    await page.goto("/sign-in")
    await expectAccessible(page)
    await signIn(page)
    for (const [what, path] of Object.entries(paths)) {
      await test.step(what, async () => {
        await page.goto(path(things))
        await expect(page.locator("html")).toHaveAttribute("lang", locale)
        await expect(page.locator("h1, h2").first()).toBeAttached()
        // Colours are the same in every language; what else there is is the same in light and dark.
        await expectAccessible(page, locale === "en" ? "all" : "others")
        if (locale === "en") {
          await page.emulateMedia({ colorScheme: "dark" })
          await expectAccessible(page, "colors")
          await page.emulateMedia({ colorScheme: "light" })
        }
        await page.setViewportSize(phone)
        await expectNoSidewaysScroll(page)
        await page.setViewportSize(wide)
      })
    }
    expect(errors).toEqual([])
  })
}

test("UI-1 on a phone the navigation folds away", async ({ page }) => {
  await page.setViewportSize(phone)
  await signIn(page)
  const nav = page.getByRole("navigation", { name: "Main" })
  await expect(nav).toBeHidden()
  await page.getByRole("button", { name: "Menu" }).click()
  await expect(nav).toBeVisible()
  await expectAccessible(page)
  await nav.getByRole("link", { name: "Members" }).click()
  await expect(page).toHaveURL(/\/members$/)
})

test("UI-2 the language is the person's choice and stays", async ({ page, context }) => {
  await signIn(page)
  await page.getByRole("button", { name: "Español" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Campañas")
  await context.clearCookies({ name: "locale" })
  await page.goto("/members")
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Miembros")
  await page.getByRole("button", { name: "English" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Members")
})

test("UI-1 by keyboard alone: skip link, search, palette, places, shortcuts", async ({ page }) => {
  await signIn(page)
  await page.keyboard.press("Tab")
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused()
  await page.keyboard.press("Enter")
  await page.keyboard.press("/")
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused()
  await page.keyboard.type(name)
  await expect(page).toHaveURL(new RegExp(`query=${name}`))
  await expect(page.getByRole("row")).toHaveCount(2)
  await page.keyboard.press("Control+k")
  const palette = page.getByRole("dialog", { name: "Go anywhere" })
  await expect(palette).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.type(`${name}-1`)
  await expect(palette.getByRole("link", { name: new RegExp(`${name}-1`) })).toBeVisible()
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(new RegExp(`/members/${name}-1$`))
  await page.waitForLoadState()
  await page.keyboard.press("?")
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press("Escape")
  await page.keyboard.press("g")
  await page.keyboard.press("o")
  await expect(page).toHaveURL(/\/outbox$/)
})

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false })

  test("forms, filters and confirmations work", async ({ page }) => {
    await signInByForm(page, "/segments/new")
    await page.getByRole("button", { name: "Create segment" }).click()
    await expect(page.locator("#f-name-error")).toBeVisible()
    await page.getByLabel("Name").fill("Plain")
    await page.getByRole("button", { name: "Create segment" }).click()
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Plain")
    await page.getByRole("link", { name: "Delete segment" }).click()
    await expect(page.getByText("0 members leave it")).toBeVisible()
    await page.getByRole("button", { name: "Delete segment" }).click()
    await expect(page).toHaveURL(/\/segments\?note=removed$/)
    await page.goto("/campaigns")
    await page.getByRole("searchbox").fill(name)
    await page.getByRole("button", { name: "Filter" }).click()
    await expect(page.getByRole("row")).toHaveCount(2)
  })
})
