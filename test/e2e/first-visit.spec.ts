import { expect, test } from "@playwright/test"
import { api, expectAccessible, signInByForm, watchConsole } from "./helpers"

/** Runs first (files go by name): only then is the system empty. */
test("UI-5 a first visit offers the worked example, and the time machine plays four weeks of it", async ({
  page,
  request,
}) => {
  test.setTimeout(180_000)
  const errors = watchConsole(page)
  await signInByForm(page)
  await expect(page.getByText("No campaigns yet")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Load the worked example" }).click()
  await page.waitForURL("**/flow**", { timeout: 60_000 })
  await expect(page.locator(".stat").first()).toContainText("1,000", { timeout: 20_000 })
  await page.locator("#clock summary").click()
  await page.getByRole("button", { name: "4 weeks" }).click()
  await expect(page.getByText("Working through what is due…")).toBeVisible()
  await page.waitForResponse((answer) => answer.url().endsWith("/clock"), { timeout: 120_000 })
  const campaignId = new URL(page.url()).pathname.split("/")[2] ?? ""
  const stats = await api(request, "GET", `/campaigns/${campaignId}/stats`)
  expect(stats.runs.active + stats.runs.completed).toBe(1_000)
  const number = (n: number) => n.toLocaleString("en")
  await expect(page.locator(".stat", { hasText: "In it now" })).toContainText(number(stats.runs.active))
  await expect(page.locator(".stat", { hasText: "Completed" })).toContainText(number(stats.runs.completed))
  for (const [stepId, { current }] of Object.entries<{ current: number }>(stats.steps)) {
    const shown = page.locator(`#n-${stepId} [data-n=current] dd`)
    if ((await shown.count()) > 0) await expect(shown).toHaveText(number(current))
  }
  expect(errors).toEqual([])
})
