import { type APIRequestContext, expect, type Page, test } from "@playwright/test"
import { atRest, card, newFlow, panel, saved } from "./canvas"
import { api, expectAccessible, watchConsole } from "./helpers"

/** Drags a step of the palette onto the canvas, at this part of it. */
async function dropStep(page: Page, type: string, x: number, y: number): Promise<void> {
  await page.locator(`.canvas-type[data-type="${type}"]`).dragTo(page.locator(".react-flow__pane"), {
    targetPosition: { x, y },
  })
}

/** Draws a line with the mouse. */
async function drawLine(page: Page, from: string, outcome: string, to: string): Promise<void> {
  const handle = card(page, from).locator(`.react-flow__handle[data-handleid="${outcome}"]`)
  const [start, end] = [await handle.boundingBox(), await card(page, to).boundingBox()]
  if (!start || !end) throw new Error(`${from} or ${to} is not in view`)
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2 - 10, { steps: 4 })
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 2 })
  await page.mouse.up()
}

/** Fills the open form of an email. */
async function fillEmail(page: Page, name: string): Promise<void> {
  await panel(page).getByLabel("Name", { exact: true }).fill(name)
  await panel(page).getByLabel("Subject").fill(`${name} for you`)
  await panel(page).getByLabel("HTML").fill(`<p>${name}</p>`)
}

async function fillCondition(page: Page, product: string): Promise<void> {
  await panel(page).getByLabel("Name", { exact: true }).first().fill(`Has ${product}?`)
  await panel(page).getByRole("button", { name: "Add a" }).first().press("Enter")
  const group = page.getByRole("group", { name: "Group 1: all of these" })
  await group.getByLabel("Name").fill("products")
  await group.getByLabel("Is", { exact: true }).selectOption({ label: "contains" })
  await group.getByLabel("Value").fill(product)
}

/** What the product offer looks like when it is built. */
const productOffer = {
  welcome: { sent: "a?" },
  "a?": { met: "b?", notMet: "offerA" },
  offerA: { sent: "b?" },
  "b?": { met: "c?", notMet: "offerB" },
  offerB: { sent: "c?" },
  "c?": { met: "end", notMet: "offerC" },
  offerC: { sent: "end" },
}

async function expectProductOffer(request: APIRequestContext, id: string): Promise<void> {
  const { draft, problems } = await api(request, "GET", `/campaigns/${id}/flow`)
  const names: Record<string, string> = {
    Welcome: "welcome",
    End: "end",
    ...Object.fromEntries(
      ["A", "B", "C"].flatMap((p) => [
        [`Has ${p}?`, `${p.toLowerCase()}?`],
        [`Offer ${p}`, `offer${p}`],
      ]),
    ),
  }
  const short = (stepId: string) => names[draft.steps[stepId].name] ?? stepId
  const ways = Object.fromEntries(
    Object.entries<{ outcomes: Record<string, string> }>(draft.steps)
      .filter(([stepId]) => short(stepId) !== "end")
      .map(([stepId, { outcomes }]) => [
        short(stepId),
        Object.fromEntries(Object.entries(outcomes).map(([name, to]) => [name, short(to)])),
      ]),
  )
  expect(ways).toEqual(productOffer)
  expect(short(draft.start)).toBe("welcome")
  expect(problems).toEqual([])
}

async function publish(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Review and publish" }).click()
  await page.waitForURL("**/publish")
  await page.getByRole("button", { name: "Publish" }).click()
  await expect(page.locator(".head .chip")).toHaveText("Active")
}

test("UI-3 FLOW-1 the product offer is built from nothing with the mouse, and published", async ({ page, request }) => {
  test.slow()
  await page.setViewportSize({ width: 1600, height: 1200 })
  const errors = watchConsole(page)
  const id = await newFlow(page, request, "By mouse")
  await dropStep(page, "email", 120, 60)
  await fillEmail(page, "Welcome")
  await expect(card(page, "Welcome")).toBeVisible()
  await page.getByRole("button", { name: "Start here" }).click()
  await card(page, "Start").click()
  await panel(page).getByRole("button", { name: "Delete" }).click()
  await expect(card(page, "Start")).toHaveCount(0)
  for (const product of ["A", "B", "C"]) {
    await dropStep(page, "condition", 300, 300)
    await fillCondition(page, product)
    await expect(card(page, `Has ${product}?`)).toBeVisible()
    await dropStep(page, "email", 300, 500)
    await fillEmail(page, `Offer ${product}`)
    await expect(card(page, `Offer ${product}`)).toBeVisible()
    await page.getByRole("button", { name: "Tidy up" }).click()
    await page.getByRole("button", { name: "Show all" }).first().click()
    await atRest(page)
  }
  await panel(page).getByRole("button", { name: "Close" }).click()
  await page.getByRole("button", { name: "Show all" }).first().click()
  await atRest(page)
  const lines = [
    ["Welcome", "sent", "Has A?"],
    ["Has A?", "met", "Has B?"],
    ["Has A?", "notMet", "Offer A"],
    ["Offer A", "sent", "Has B?"],
    ["Has B?", "met", "Has C?"],
    ["Has B?", "notMet", "Offer B"],
    ["Offer B", "sent", "Has C?"],
    ["Has C?", "met", "End"],
    ["Has C?", "notMet", "Offer C"],
    ["Offer C", "sent", "End"],
  ] as const
  for (const [from, outcome, to] of lines) {
    await drawLine(page, from, outcome, to)
    await page.getByRole("button", { name: "Show all" }).first().click()
    await atRest(page)
  }
  await saved(page)
  await page.getByRole("button", { name: "Tidy up" }).click()
  await saved(page)
  await expectProductOffer(request, id)
  await expectAccessible(page)
  await publish(page)
  expect(errors).toEqual([])
})

test("UI-1 UI-3 the product offer is built from nothing by keyboard alone", async ({ page, request }) => {
  test.slow()
  const id = await newFlow(page, request, "By keys")
  const key = (name: string) => page.keyboard.press(name)
  /** Adds a step behind the one that has the focus. */
  const add = async (type: string) => {
    await key("a")
    while ((await page.evaluate(() => (document.activeElement as HTMLElement)?.dataset.type)) !== type) await key("Tab")
    await key("Enter")
    await expect(panel(page).locator("#f-name")).toBeFocused()
  }
  const connect = async (outcome: string, to: string) => {
    await key("c")
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("When").selectOption({ label: outcome })
    await dialog.getByLabel("Go to").selectOption({ label: to })
    await dialog.getByRole("button", { name: "Connect" }).press("Enter")
    await expect(dialog).toHaveCount(0)
  }
  const onCard = async (name: string) => expect(card(page, name)).toBeFocused()
  const close = async (name: string) => {
    await expect(card(page, name)).toBeVisible()
    await key("Escape")
    await onCard(name)
  }

  await key("ArrowDown")
  await onCard("Start")
  await add("email")
  await fillEmail(page, "Welcome")
  await close("Welcome")
  await key("s")
  await key("ArrowUp")
  await onCard("Start")
  await key("Delete")
  await expect(card(page, "Start")).toHaveCount(0)
  await key("/")
  await page.keyboard.type("Welcome")
  await key("Enter")
  await onCard("Welcome")
  for (const product of ["A", "B", "C"]) {
    await add("condition")
    await fillCondition(page, product)
    await close(`Has ${product}?`)
    await add("email")
    await fillEmail(page, `Offer ${product}`)
    await close(`Offer ${product}`)
  }
  const go = async (name: string) => {
    await key("/")
    await page.keyboard.type(name)
    await key("Enter")
    await onCard(name)
  }
  await go("Welcome")
  await connect("sent", "Has A? (Condition)")
  for (const [product, next] of [
    ["A", "Has B? (Condition)"],
    ["B", "Has C? (Condition)"],
    ["C", "End (End)"],
  ] as const) {
    await go(`Has ${product}?`)
    await connect("met", next)
    await connect("not met", `Offer ${product} (Email)`)
    await go(`Offer ${product}`)
    await connect("sent", next)
  }
  await saved(page)
  await expectProductOffer(request, id)
  await page.getByRole("link", { name: "Review and publish" }).press("Enter")
  await page.waitForURL("**/publish")
  await page.getByRole("button", { name: "Publish" }).press("Enter")
  await expect(page.locator(".head .chip")).toHaveText("Active")
})
