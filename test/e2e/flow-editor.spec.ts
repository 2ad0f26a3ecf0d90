import { expect, type Page, test } from "@playwright/test"
import { api, expectAccessible, expectNoSidewaysScroll, furnish, signIn, watchConsole } from "./helpers"

/** A draft flow with a start and an End, standing on its steps. */
async function newFlow(page: Page, request: Parameters<typeof api>[0], name: string): Promise<string> {
  const segment = await api(request, "POST", "/segments", { name: `${name} segment`, kind: "list" })
  const campaign = await api(request, "POST", "/campaigns", { kind: "flow", name, segmentIds: [segment.id] })
  await signIn(page, `/campaigns/${campaign.id}/flow/steps`)
  return campaign.id
}

/** Fills in and saves the form that stands open. */
async function saveStep(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save step" }).click()
}

test("FLOW-1 FLOW-3 FLOW-13 the product offer is built from nothing by its forms, and published", async ({
  page,
  request,
}) => {
  const errors = watchConsole(page)
  const id = await newFlow(page, request, "Product offer")

  // Welcome takes the place of the step that a new flow starts with.
  await page.getByRole("link", { name: "Start", exact: true }).click()
  await page.getByLabel("When “then”").selectOption({ label: "Email" })
  await saveStep(page)
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("New step: Email")
  await page.getByLabel("Name").fill("Welcome")
  await page.getByLabel("Subject").fill("Welcome, {{ member.attributes.firstName }}")
  await page.getByLabel("HTML").fill("<p>Good to see you.</p>")
  await page.getByLabel("When “sent”", { exact: true }).selectOption({ label: "Condition" })
  await saveStep(page)

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("New step: Condition")
  await page.getByLabel("Name").first().fill("Has product A?")
  const criterion = page.getByRole("group", { name: "Group 1: all of these" })
  await criterion.getByLabel("Name").fill("products")
  await criterion.getByLabel("Is", { exact: true }).selectOption({ label: "contains" })
  await criterion.getByLabel("Value").fill("A")
  await page.getByLabel("When “met”", { exact: true }).selectOption({ label: "End (End)" })
  await page.getByLabel("When “not met”").selectOption({ label: "Email" })
  await saveStep(page)

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("New step: Email")
  await page.getByLabel("Name").fill("Offer A")
  await page.getByLabel("Subject").fill("Product A for you")
  await page.getByLabel("HTML").fill("<p>Have a look at A.</p>")
  await page.getByLabel("When “sent”", { exact: true }).selectOption({ label: "End (End)" })
  await saveStep(page)
  await page.waitForURL("**/flow/steps**")

  const led = page.waitForEvent("load")
  await page.getByRole("button", { name: "Start with Welcome" }).click()
  await led
  await page.getByRole("link", { name: "Delete Start" }).click()
  const dialog = page.getByRole("dialog")
  await expect(dialog).toContainText("What led to it leads to “Welcome”.")
  await dialog.getByRole("button", { name: "Delete step" }).click()
  await expect(page.locator(".flow-step")).toHaveCount(4)
  await expect(page.locator(".flow-step").nth(1)).toContainText("If products contains A")

  await page.getByRole("link", { name: "Publish", exact: true }).click()
  await expect(page.getByText("It becomes active now")).toBeVisible()
  await page.getByRole("button", { name: "Publish" }).click()
  await expect(page.locator(".head .chip")).toHaveText("Active")
  const { published } = await api(request, "GET", `/campaigns/${id}/flow`)
  expect(published.flow).toMatchObject({
    start: "welcome",
    steps: {
      welcome: { type: "email", outcomes: { sent: "has-product-a" } },
      "has-product-a": { type: "condition", outcomes: { met: "end", notMet: "offer-a" } },
      "offer-a": { outcomes: { sent: "end" } },
    },
  })
  expect(errors).toEqual([])
})

test("FLOW-12 FLOW-14 a step with members is deleted, its members are moved, and the way back", async ({
  page,
  request,
}) => {
  const { campaignId } = await furnish(request, "movable", 3)
  const flow = (await api(request, "GET", `/campaigns/${campaignId}/flow`)).draft
  await signIn(page, `/campaigns/${campaignId}/flow/steps`)
  await expect(page.locator("#edit-wait")).toContainText("3 members here", { timeout: 5_000 })

  await page.goto(`/campaigns/${campaignId}/flow/steps/new?type=delay`)
  await page.getByLabel("Name").fill("A week")
  await page.getByLabel("Length: number").fill("1")
  await page.getByLabel("Length: unit").selectOption("weeks")
  await page.getByLabel("When “then”").selectOption({ label: "Hello email (Email)" })
  await saveStep(page)
  await page.getByRole("link", { name: "Delete A day" }).click()
  const dialog = page.getByRole("dialog")
  await expect(dialog).toContainText("3 members are on it now.")
  await dialog.getByLabel("When it is published, move them to").selectOption({ label: "A week (Delay)" })
  await dialog.getByRole("button", { name: "Delete step" }).click()
  await expect(page.locator("#edit-wait")).toHaveCount(0)

  await page.getByRole("link", { name: "Review and publish" }).click()
  await expect(page.getByLabel(/A day is deleted: 3 members go to/)).toHaveValue("a-week")
  await page.getByRole("button", { name: "Publish" }).click()
  await page.waitForURL("**/flow")
  await api(request, "POST", "/dev/clock", { advance: "PT0S" })
  const stats = await api(request, "GET", `/campaigns/${campaignId}/stats`)
  expect(stats.steps["a-week"].current).toBe(3)

  await page.getByRole("link", { name: "Versions" }).click()
  await expect(page.getByText("“A week” is new (Delay).")).toHaveCount(0)
  await page.getByRole("link", { name: "Compare" }).click()
  await expect(page.getByText("“A week” is new (Delay).")).toBeVisible()
  await expect(page.getByText("“A day” is gone (Delay).")).toBeVisible()
  await page.getByRole("link", { name: "Go back to 1" }).click()
  await dialog.getByLabel(/A week is deleted: 3 members go to/).selectOption({ label: "A day (Delay)" })
  await dialog.getByRole("button", { name: "Restore this version" }).click()
  await page.waitForURL("**/flow")
  const after = await api(request, "GET", `/campaigns/${campaignId}/flow`)
  expect(after.published.version).toBe(3)
  expect(after.draft).toEqual(flow)
})

test("FLOW-16 the second of two editors is told what changed; nothing is lost", async ({ page, request }) => {
  const { campaignId } = await furnish(request, "contended", 1)
  await signIn(page, `/campaigns/${campaignId}/flow/steps/hello`)
  await page.getByLabel("Subject").fill("Mine")
  const { draft, etag } = await api(request, "GET", `/campaigns/${campaignId}/flow`)
  draft.steps.hello.message.subject = "Theirs"
  draft.steps.wait.name = "One day"
  await request.fetch(`/api/v1/campaigns/${campaignId}/flow`, {
    method: "PUT",
    headers: { authorization: "Bearer e2e-admin-token", "if-match": etag },
    data: draft,
  })
  await saveStep(page)
  await expect(page.getByRole("alert")).toContainText("Somebody else saved this flow meanwhile")
  await expect(page.getByRole("alert")).toContainText("One day, Hello email")
  await expect(page.getByRole("alert")).toContainText("Theirs")
  await expect(page.getByLabel("Subject")).toHaveValue("Mine")
  await page.getByRole("button", { name: "Save my version" }).click()
  await page.waitForURL(({ pathname }) => pathname.endsWith("/flow/steps"))
  const saved = (await api(request, "GET", `/campaigns/${campaignId}/flow`)).draft
  expect(saved.steps.hello.message.subject).toBe("Mine")
  expect(saved.steps.wait.name).toBe("One day")
})

test("ANA-6 a draft is played for an invented member", async ({ page, request }) => {
  const { campaignId } = await furnish(request, "played", 1)
  await signIn(page, `/campaigns/${campaignId}/flow/dry-run`)
  await page.getByRole("button", { name: "Add an attribute" }).click()
  const attributes = page.getByRole("group", { name: "Attributes" })
  await attributes.getByLabel("Name").fill("firstName")
  await attributes.getByLabel("Value").fill("Eva")
  await page.getByRole("button", { name: "Play" }).click()
  await expect(page.getByText("“Hello email” would be sent")).toBeVisible()
  await expect(page.getByText("Hello Eva")).toBeVisible()
  await expect(page.getByText(/Waits at “A day” until/)).toBeVisible()
  expect((await api(request, "GET", `/outbox?campaignId=${campaignId}`)).items).toHaveLength(0)
})

test("UI-1 UI-3 rows of a form come and go by keyboard, and the focus follows", async ({ page, request }) => {
  const { campaignId } = await furnish(request, "typed", 1)
  await signIn(page, `/campaigns/${campaignId}/flow/steps/new?type=condition`)
  await page.getByLabel("What").selectOption({ label: "Event" })
  await expect(page.getByLabel("Times, at least")).toBeVisible()
  await page.getByRole("button", { name: "Add a filter" }).press("Enter")
  await expect(page.getByLabel("Property")).toBeFocused()
  await page.getByRole("button", { name: "And another criterion" }).press("Enter")
  await expect(page.getByLabel("What").nth(1)).toBeFocused()
  await page.getByRole("button", { name: "Remove criterion 2" }).press("Enter")
  await expect(page.getByLabel("What")).toHaveCount(1)
  await page.getByLabel("Name").fill("Bought?")
  await page.getByLabel("Name").press("Enter")
  await expect(page.getByRole("alert")).toContainText("Nothing was saved")
  await expect(page.getByLabel("Name")).toHaveValue("Bought?")
})

test("UI-1 UI-2 the pages of a flow are accessible, in both languages and on a phone", async ({ page, request }) => {
  test.slow()
  const { campaignId } = await furnish(request, "reachable", 2)
  await signIn(page, `/campaigns/${campaignId}/flow/steps`)
  const types = ["condition", "delay", "webService", "updateMember"]
  const paths = [
    ...["flow/steps", "flow/json", "flow/versions", "flow/dry-run", "flow/steps/hello", "flow/steps/hello/remove"],
    ...["publish", ...types.map((type) => `flow/steps/new?type=${type}`)],
  ]
  for (const path of paths) {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(`/campaigns/${campaignId}/${path}`)
    await expectAccessible(page)
    await page.setViewportSize({ width: 360, height: 740 })
    await expectNoSidewaysScroll(page)
  }
  await page.emulateMedia({ colorScheme: "dark" })
  await page.context().addCookies([{ name: "locale", value: "es", url: new URL(page.url()).origin }])
  for (const path of ["flow/steps", "flow/steps/new?type=condition", "flow/versions"]) {
    await page.goto(`/campaigns/${campaignId}/${path}`)
    await expect(page.locator("html")).toHaveAttribute("lang", "es")
    await expectAccessible(page)
  }
})
