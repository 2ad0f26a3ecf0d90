import { expect, type Page, test } from "@playwright/test"
import { card, draftOf, newFlow, openCanvas, panel, saved } from "./canvas"
import { api, furnish, signIn } from "./helpers"

/** Its middle: a line straight down has no width that could be clicked by name. */
async function clickLine(page: Page): Promise<void> {
  const box = await page.locator(".react-flow__edge-interaction").boundingBox()
  if (!box) throw new Error("no line in view")
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
}

test("UI-1 UI-3 a line is reached and taken away by keyboard, by mouse, and without a key", async ({
  page,
  request,
}) => {
  const id = await newFlow(page, request, "Lines")
  const lines = page.locator(".react-flow__edge")
  await card(page, "Start").focus()
  await page.keyboard.press("l")
  await expect(lines.first()).toBeFocused()
  await page.keyboard.press("Delete")
  await expect(lines).toHaveCount(0)
  await expect(card(page, "Start")).toBeFocused()
  await saved(page)
  expect((await draftOf(request, id)).steps.start.outcomes).toEqual({})
  await page.keyboard.press("Control+z")
  await expect(lines).toHaveCount(1)

  await clickLine(page)
  await page.keyboard.press("Delete")
  await expect(lines).toHaveCount(0)
  await page.keyboard.press("Control+z")
  await clickLine(page)
  await page.getByRole("button", { name: "Delete this line" }).click()
  await expect(lines).toHaveCount(0)
  await expect(page.locator(".react-flow__node")).toHaveCount(2)
})

test("UI-3 what is typed a moment before publishing is published; a row taken away is saved", async ({
  page,
  request,
}) => {
  const { campaignId } = await furnish(request, "canvas-typed", 1)
  const draft = await draftOf(request, campaignId)
  const all = [1, 2].map((value) => ({ fact: "attribute", name: "plan", op: "equals", value }))
  draft.steps.ask = {
    type: "condition",
    name: "Plan?",
    rule: { any: [{ all }] },
    outcomes: { met: "hello", notMet: "end" },
  }
  draft.steps.wait.outcomes.done = "ask"
  await api(request, "PUT", `/campaigns/${campaignId}/flow`, draft)
  await openCanvas(page, campaignId)
  await card(page, "Plan?").click()
  await panel(page).getByRole("button", { name: "Remove criterion 2" }).click()
  await expect(panel(page).getByLabel("Value")).toHaveCount(1)
  await page.keyboard.press("Escape")
  await expect(panel(page)).toHaveCount(0)
  await expect
    .poll(async () => (await draftOf(request, campaignId)).steps.ask.rule.any[0].all)
    .toMatchObject([{ value: 1 }])
  await card(page, "Hello email").click()
  await panel(page).getByLabel("Subject").fill("Typed last")
  await page.getByRole("link", { name: "Review and publish" }).click()
  await page.waitForURL("**/publish")
  expect((await draftOf(request, campaignId)).steps.hello.message.subject).toBe("Typed last")
})

test("UI-3 signed out while editing: it is said, and what was typed and drawn is there after signing in", async ({
  page,
  request,
  context,
}) => {
  const { campaignId } = await furnish(request, "canvas-signed-out", 1)
  await openCanvas(page, campaignId)
  await card(page, "Hello email").click()
  const subject = panel(page).getByLabel("Subject")
  await expect(subject).toBeVisible()
  await context.clearCookies()
  await subject.fill("Typed in vain?")
  await expect(panel(page)).toContainText("You were signed out")
  await card(page, "A day").focus()
  await page.keyboard.press("l")
  await page.keyboard.press("Delete")
  await expect(page.locator(".canvas-status")).toHaveAttribute("data-state", "signedOut")
  await page.locator(".canvas-status").getByRole("link", { name: "Sign in" }).click()
  await page.waitForURL("**/sign-in**")
  await signIn(page, `/campaigns/${campaignId}/flow/edit`)
  await expect(subject).toHaveValue("Typed in vain?")
  await saved(page)
  const draft = await draftOf(request, campaignId)
  expect(draft.steps.wait.outcomes).toEqual({})
  await panel(page).getByRole("button", { name: "Save step" }).click()
  await expect.poll(async () => (await draftOf(request, campaignId)).steps.hello.message.subject).toBe("Typed in vain?")
})
