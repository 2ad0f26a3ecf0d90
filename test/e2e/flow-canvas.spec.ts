import { expect, type Page, test } from "@playwright/test"
import { atRest, card, draftOf, newFlow, openCanvas, panel, saved } from "./canvas"
import { api, expectAccessible, expectNoSidewaysScroll, furnish } from "./helpers"

test("UI-3 undo, redo, copy, paste and delete; a reload loses nothing", async ({ page, request }) => {
  const id = await newFlow(page, request, "Undone")
  await card(page, "Start").click()
  await page.keyboard.press("Escape")
  await page.keyboard.press("Control+c")
  await page.keyboard.press("Control+v")
  await expect(card(page, "Start (copy)")).toBeVisible()
  await page.keyboard.press("Control+z")
  await expect(card(page, "Start (copy)")).toHaveCount(0)
  await page.keyboard.press("Control+y")
  await expect(card(page, "Start (copy)")).toBeVisible()
  await page.reload()
  await expect(card(page, "Start (copy)")).toBeVisible()
  await saved(page)
  expect(Object.keys((await draftOf(request, id)).steps)).toContain("start-copy")
  await card(page, "Start (copy)").click()
  await page.keyboard.press("Escape")
  await page.keyboard.press("Delete")
  await expect(card(page, "Start (copy)")).toHaveCount(0)
  await saved(page)
  expect(Object.keys((await draftOf(request, id)).steps)).not.toContain("start-copy")
})

test("UI-3 what is being typed and what was just drawn live through a reload at any moment", async ({
  page,
  request,
}) => {
  const id = await newFlow(page, request, "Reloaded")
  await card(page, "Start").click()
  await panel(page).getByLabel("Name", { exact: true }).fill("Typed and not saved")
  await page.reload()
  await expect(card(page, "Typed and not saved")).toBeVisible()
  await saved(page)
  expect((await draftOf(request, id)).steps.start.name).toBe("Typed and not saved")

  // A line is taken away by its key, and the page reloaded at once.
  await card(page, "Typed and not saved").click()
  await page.keyboard.press("Escape")
  await page.keyboard.press("c")
  await page.getByRole("dialog").getByLabel("Go to").selectOption({ label: "Nothing" })
  await page.getByRole("dialog").getByRole("button", { name: "Connect" }).click()
  await expect(page.locator(".react-flow__edge")).toHaveCount(0)
  await page.reload()
  await expect(card(page, "End")).toBeVisible()
  await expect(page.locator(".react-flow__edge")).toHaveCount(0)
  await saved(page)
  expect((await draftOf(request, id)).steps.start.outcomes).toEqual({})
})

test("UI-3 the server gone for a while: edits are kept, said so, and saved afterwards", async ({ page, request }) => {
  const id = await newFlow(page, request, "Offline")
  await page.route("**/flow/canvas**", (route) => route.abort())
  await page.route("**/flow/steps/**", (route) => route.abort())
  await card(page, "Start").click()
  await page.keyboard.press("Escape")
  await page.keyboard.press("Control+d")
  await expect(page.locator(".canvas-status")).toContainText("the server cannot be reached; kept here")
  expect(Object.keys((await draftOf(request, id)).steps)).toHaveLength(2)
  await page.unroute("**/flow/canvas**")
  await page.unroute("**/flow/steps/**")
  await page.getByRole("button", { name: "Try again" }).click()
  await saved(page)
  expect(Object.keys((await draftOf(request, id)).steps)).toHaveLength(3)
})

test("FLOW-16 two browsers on one draft: both edits stand, or one is asked; nothing is overwritten silently", async ({
  page,
  request,
  browser,
}) => {
  const { campaignId } = await furnish(request, "two-browsers", 1)
  const context = await browser.newContext()
  const other = await context.newPage()
  await openCanvas(page, campaignId)
  await openCanvas(other, campaignId)
  await card(page, "Hello email").click()
  await panel(page).getByLabel("Name", { exact: true }).fill("Mine")
  await card(other, "A day").click()
  await panel(other).getByLabel("Name", { exact: true }).fill("Theirs")
  await expect(card(page, "Theirs")).toBeVisible()
  await expect(card(other, "Mine")).toBeVisible()
  const both = await draftOf(request, campaignId)
  expect([both.steps.hello.name, both.steps.wait.name]).toEqual(["Mine", "Theirs"])

  // The same line, led elsewhere by both at once.
  await other.route("**/flow/canvas/numbers", (route) => route.abort())
  const connect = async (at: Page, from: string, to: string) => {
    await card(at, from).focus()
    await at.keyboard.press("c")
    await at.getByRole("dialog").getByLabel("Go to").selectOption({ label: to })
    await at.getByRole("dialog").getByRole("button", { name: "Connect" }).click()
  }
  await connect(page, "Theirs", "End (End)")
  await saved(page)
  await connect(other, "Theirs", "Theirs (Delay)")
  await expect(other.getByRole("alert")).toContainText("Changed by both: “Theirs”")
  expect((await draftOf(request, campaignId)).steps.wait.outcomes.done).toBe("end")
  await other.getByRole("button", { name: "Put mine on top" }).click()
  await saved(other)
  expect((await draftOf(request, campaignId)).steps.wait.outcomes.done).toBe("wait")
  await context.close()
})

test("FLOW-16 a step that somebody else has changed is not typed over before one has seen what they did", async ({
  page,
  request,
}) => {
  const { campaignId } = await furnish(request, "canvas-typed-over", 1)
  await openCanvas(page, campaignId)
  await page.route("**/flow/canvas/numbers", (route) => route.abort())
  await card(page, "Hello email").click()
  const subject = panel(page).getByLabel("Subject")
  await expect(subject).toBeVisible()
  const draft = await draftOf(request, campaignId)
  draft.steps.hello.message.subject = "Theirs"
  await api(request, "PUT", `/campaigns/${campaignId}/flow`, draft)
  await subject.fill("Mine")
  await expect(panel(page)).toContainText("The step was changed elsewhere meanwhile")
  expect((await draftOf(request, campaignId)).steps.hello.message.subject).toBe("Theirs")
  await panel(page).getByRole("button", { name: "Save step" }).click()
  await expect(panel(page).getByRole("alert")).toContainText("Theirs")
  await expect(subject).toHaveValue("Mine")
  await panel(page).getByRole("button", { name: "Save my version" }).click()
  await expect(panel(page).getByRole("alert")).toHaveCount(0)
  expect((await draftOf(request, campaignId)).steps.hello.message.subject).toBe("Mine")
})

test("FLOW-12 deleting a step with members on it asks where they go", async ({ page, request }) => {
  const { campaignId } = await furnish(request, "canvas-members", 2)
  await openCanvas(page, campaignId)
  await expect(card(page, "A day")).toContainText("Now here 2")
  await card(page, "A day").click()
  await panel(page).getByRole("button", { name: "Delete" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("“A day” (members: 2)").selectOption({ label: "End (End)" })
  await dialog.getByRole("button", { name: "Delete" }).click()
  await saved(page)
  await page.getByRole("link", { name: "Review and publish" }).click()
  await expect(page.getByLabel(/A day is deleted: 2 members go to/)).toHaveValue("end")
})

test("ANA-6 a dry run is played on the canvas step by step", async ({ page, request }) => {
  const { campaignId } = await furnish(request, "canvas-dry-run", 1)
  await page.emulateMedia({ reducedMotion: "reduce" })
  await openCanvas(page, campaignId)
  await page.getByRole("button", { name: "Try it here" }).click()
  await panel(page).getByRole("button", { name: "Play", exact: true }).click()
  await panel(page).getByRole("button", { name: "Play on the canvas" }).click()
  await expect(page.locator('.canvas-card[data-played="now"]')).toContainText("A day")
  const next = panel(page).getByRole("button", { name: "Next" })
  while (await next.isEnabled()) await next.click()
  await expect(page.locator('.canvas-card[data-played="now"]')).toContainText("End")
  await expect(page.locator(".canvas-when")).toHaveCount(3)
})

test("UI-1 UI-2 the canvas is accessible in light and dark, in both languages, and usable on a phone", async ({
  page,
  request,
}) => {
  const { campaignId } = await furnish(request, "canvas-axe", 1)
  await openCanvas(page, campaignId)
  await card(page, "Hello email").click()
  await expect(panel(page).getByLabel("Subject")).toBeVisible()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: "dark" })
  await page.context().addCookies([{ name: "locale", value: "es", url: new URL(page.url()).origin }])
  await page.reload()
  await expect(page.getByRole("button", { name: "Ordenar" })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press("?")
  await expect(page.getByRole("dialog")).toContainText("Atajos de teclado del editor")
  await page.keyboard.press("Escape")
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page)
  await card(page, "Hello email").click()
  await expect(panel(page)).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
})

test("UI-3 with 200 steps dragging stays smooth", async ({ page, request }) => {
  test.slow()
  const id = await newFlow(page, request, "Two hundred")
  const steps: Record<string, unknown> = { end: { type: "end", name: "End", outcomes: {} } }
  for (let i = 0; i < 199; i++) {
    const next = (n: number) => (n < 199 ? `s${n}` : "end")
    steps[`s${i}`] =
      i % 4 === 0
        ? {
            type: "condition",
            name: `Question ${i}`,
            rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: i }] }] },
            outcomes: { met: next(i + 1), notMet: next(i + 2) },
          }
        : { type: "delay", name: `Wait ${i}`, delay: { for: "P1D" }, outcomes: { done: next(i + 4 - (i % 4)) } }
  }
  await api(request, "PUT", `/campaigns/${id}/flow`, { start: "s0", steps })
  await page.reload()
  await expect(page.locator(".react-flow__node")).toHaveCount(200)
  await page.locator(".react-flow__controls-fitview").click()
  await atRest(page)
  // Two hundred are more than fit: the one nearest the middle, for at the edges the canvas moves along.
  const held = await page.evaluate(() => {
    const middle = document.querySelector(".react-flow")?.getBoundingClientRect() ?? new DOMRect()
    const far = ({ x, y }: DOMRect) => Math.hypot(x - middle.x - middle.width / 2, y - middle.y - middle.height / 2)
    const cards = [...document.querySelectorAll<HTMLElement>(".react-flow__node")]
    return cards.toSorted((a, b) => far(a.getBoundingClientRect()) - far(b.getBoundingClientRect()))[0]?.dataset.id
  })
  const box = await page.locator(`.react-flow__node[data-id="${held}"]`).boundingBox()
  if (!box) throw new Error("not in view")
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x, box.y)
  // Smooth is what redraws no card but the one that moves.
  await page.evaluate(() => {
    const redrawn = new Set<string | undefined>()
    const cardOf = (node: Node) =>
      (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>("[data-id]")
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) redrawn.add(cardOf(target)?.dataset.id)
    })
    const cards = document.querySelector(".react-flow__nodes")
    if (cards) observer.observe(cards, { subtree: true, childList: true, attributes: true, characterData: true })
    Object.assign(window, { redrawn })
  })
  for (let i = 1; i <= 20; i++) await page.mouse.move(box.x - i, box.y + (i % 5))
  await atRest(page)
  expect(await page.evaluate(() => [...(window as unknown as { redrawn: Set<string> }).redrawn])).toEqual([held])
  await page.mouse.up()
})
