import { expect, test } from "@playwright/test"
import { api, furnish, join, shortFlow, signIn, stepNumber, watchConsole } from "./helpers"

test("CAM-2 ANA-1 OPS-4 a flow from the first form to the numbers on its chart", async ({ page, request }) => {
  const errors = watchConsole(page)
  const segment = await api(request, "POST", "/segments", { name: "Newcomers", kind: "list" })
  await signIn(page)
  await page.goto("/campaigns/new")
  await page.getByRole("link", { name: /Campaign flow/ }).click()
  await page.getByLabel("Name").fill("Arrival")
  await page.getByLabel("Time zone").fill("Nowhere/Land")
  await page.getByRole("checkbox", { name: /Newcomers/ }).check()
  await page.getByRole("button", { name: "Create campaign flow" }).click()
  await expect(page.locator("#f-timeZone-error")).toBeVisible()
  await expect(page.getByLabel("Name")).toHaveValue("Arrival")
  await page.getByLabel("Time zone").fill("America/Montevideo")
  await page.getByRole("button", { name: "Create campaign flow" }).click()
  await page.waitForURL("**/settings")
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Arrival")
  await expect(page.locator(".eyebrow")).toHaveText("Campaign flow")
  const campaignId = new URL(page.url()).pathname.split("/")[2] ?? ""

  await page.getByRole("navigation", { name: "Arrival" }).getByRole("link", { name: "Flow" }).click()
  await page.getByRole("link", { name: "Edit flow" }).click()
  await page.getByRole("link", { name: "JSON" }).click()
  await page.getByLabel("The flow as JSON").fill('{"start":')
  await page.getByRole("button", { name: "Save draft" }).click()
  await expect(page.locator("#f-flow-error")).toBeVisible()
  await page.getByLabel("The flow as JSON").fill(JSON.stringify(shortFlow))
  await page.getByRole("button", { name: "Save draft" }).click()
  await page.waitForURL("**/flow/steps")
  await expect(page.locator("#step-wait")).toContainText("Wait 1 day")

  await page.getByRole("link", { name: "Publish", exact: true }).click()
  const dialog = page.getByRole("dialog")
  await expect(dialog).toContainText("It becomes active now")
  await dialog.getByRole("button", { name: "Publish" }).click()
  await expect(page.locator(".head .chip")).toHaveText("Active")

  await join(request, segment.id, ["e2e-a", "e2e-b"])
  await expect(stepNumber(page, "wait", "current")).toHaveText("2", { timeout: 4_000 })

  await page.locator("#clock summary").click()
  await page.getByRole("button", { name: "1 week" }).click()
  await expect(stepNumber(page, "end", "entered")).toHaveText("2", { timeout: 20_000 })
  await expect(stepNumber(page, "hello", "sent")).toHaveText("2")

  await stepNumber(page, "hello", "sent").getByRole("link").click()
  await expect(page.getByRole("link", { name: "e2e-a" })).toBeVisible()
  // The number leads to the members behind it; what they were sent is read among the deliveries.
  await page.goto(`/deliveries?campaignId=${campaignId}`)
  await page.getByRole("link", { name: "Read" }).first().click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hello Ana")
  await expect(page.frameLocator("iframe").locator("p").first()).toHaveText("Good to see you.")
  expect((await api(request, "GET", `/campaigns/${campaignId}/stats`)).runs.completed).toBe(2)
  expect(errors).toEqual([])
})

test("CAM-7 CAM-8 pause, resume and cancel say their effect first", async ({ page, request }) => {
  const { campaignId } = await furnish(request, "pausable")
  await signIn(page, `/campaigns/${campaignId}/flow`)
  await page.getByRole("link", { name: "Pause" }).click()
  await expect(page.getByRole("dialog")).toContainText("3 members stop on the present step")
  await page.keyboard.press("Escape")
  await expect(page.getByRole("dialog")).toBeHidden()
  await page.getByRole("link", { name: "Pause" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click()
  await expect(page.locator(".head .chip")).toHaveText("Paused")
  await page.getByRole("link", { name: "Resume" }).click()
  await page
    .getByRole("dialog")
    .getByRole("radio", { name: /Run them now/ })
    .check()
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click()
  await expect(page.locator(".head .chip")).toHaveText("Active")
  await page.getByRole("button", { name: "More" }).click()
  await page.getByRole("link", { name: "Cancel campaign" }).click()
  await expect(page.getByRole("dialog")).toContainText("Cancelling is final")
  await page.getByRole("dialog").getByRole("button", { name: "Cancel campaign" }).click()
  await expect(page.locator(".head .chip")).toHaveText("Cancelled")
})

test("MEM-2 MEM-9 a member made by hand joins a segment and shows its way", async ({ page, request }) => {
  const { segmentId } = await furnish(request, "byhand", 1)
  await signIn(page, "/members/new")
  await page.getByLabel("Id", { exact: true }).fill("hand/1")
  await page.getByLabel(/^Email/).fill("not an address")
  await page.getByLabel(/^Attributes/).fill("firstName = Eva\nage = 41")
  await page.getByRole("button", { name: "Save member" }).click()
  await expect(page.locator("#f-email-error")).toHaveText("This is not an email address.")
  await page.getByLabel(/^Email/).fill("eva@example.com")
  await page.getByRole("button", { name: "Save member" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("hand/1")
  await expect(page.locator(".facts")).toContainText("41")
  await page.getByLabel("Join a segment").selectOption(segmentId)
  await page.getByRole("button", { name: "Join" }).click()
  await expect(page.getByText("on “A day”")).toBeVisible()
  await page.getByRole("link", { name: "Timeline" }).click()
  await expect(page.getByText("Joined “byhand segment” (by hand)")).toBeVisible()
})

test("MEM-3 an import shows its progress and its rejected lines", async ({ page, request }) => {
  const { segmentId } = await furnish(request, "imported", 1)
  await signIn(page, `/members/import?segmentId=${segmentId}`)
  await page.getByLabel("File").setInputFiles({
    name: "headless.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("email,plan\na@example.com,gold"),
  })
  await page.getByRole("button", { name: "Import" }).click()
  await expect(page.locator("#f-file-error")).toContainText("no column id")
  const rows = [
    "id,email,plan",
    ...Array.from({ length: 20 }, (_, i) => `imp-${i},imp-${i}@example.com,gold`),
    "bad,nope,gold",
  ]
  await page
    .getByLabel("File")
    .setInputFiles({ name: "m.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) })
  await page.getByRole("button", { name: "Import" }).click()
  await expect(page.getByText("Import done")).toBeVisible({ timeout: 15_000 })
  await expect(page.getByRole("row", { name: /^22/ })).toBeVisible()
  await page.getByRole("link", { name: "To the segment" }).click()
  await expect(page.getByRole("link", { name: "imp-0", exact: true })).toBeVisible()
})

test("API-3 a new token is shown once, with a button that copies it", async ({ page }) => {
  await signIn(page, "/settings/tokens")
  await page.getByLabel("Name").fill("CRM")
  await page.getByRole("button", { name: "Create token" }).click()
  await expect(page.getByText("Copy the token now")).toBeVisible()
  await expect(page.getByRole("button", { name: "Copy" })).toBeVisible()
  await page.goto("/settings/tokens")
  await expect(page.getByText("Copy the token now")).toBeHidden()
})

test("the admin token signs in on a local system, a wrong password does not", async ({ page }) => {
  await page.goto("/members")
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fmembers/)
  await page.getByLabel("Email").fill("owner@example.com")
  await page.getByLabel("Password").fill("wrong")
  await page.getByRole("button", { name: "Sign in" }).first().click()
  await expect(page.getByRole("alert")).toContainText("do not go together")
  await page.getByText("Sign in with the admin token").click()
  await page.getByLabel("Admin token").fill("e2e-admin-token")
  await page.getByRole("button", { name: "Sign in" }).last().click()
  await expect(page).toHaveURL(/\/members$/)
})

test("SEC-03 a session that has ended leads from a living page to the sign-in", async ({ page, request, context }) => {
  const { campaignId } = await furnish(request, "expiring", 1)
  await signIn(page, `/campaigns/${campaignId}/flow`)
  await expect(stepNumber(page, "wait", "current")).toHaveText("1")
  await context.clearCookies()
  await page.waitForURL("**/sign-in**")
})
