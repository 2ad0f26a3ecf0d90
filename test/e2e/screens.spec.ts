import { expect, test } from "@playwright/test"
import { api, expectAccessible, signIn, watchConsole } from "./helpers"

test("MEM-3 UI-4 a file is imported by its columns, left, and returned to; rejected lines are a file", async ({
  page,
  request,
}) => {
  const errors = watchConsole(page)
  await signIn(page, "/members/import")
  const text = "Cliente,Correo,Plan,Nota\nw-1,ana@example.com,gold,x\nw-2,broken,silver,y\n"
  await page.getByLabel("File").setInputFiles({ name: "branch.csv", mimeType: "text/csv", buffer: Buffer.from(text) })
  await expect(page.getByLabel("What “Cliente” is")).toHaveValue("id")
  await expect(page.getByLabel("What “Correo” is")).toHaveValue("email")
  await expect(page.getByLabel("Attribute for “Plan”")).toHaveValue("Plan")
  await page.getByLabel("Attribute for “Plan”").fill("tier")
  await page.getByLabel("What “Cliente” is").selectOption("skip")
  await page.getByLabel("What “Nota” is").selectOption("skip")
  await expect(page.getByLabel("Attribute for “Nota”")).toBeHidden()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Import", exact: true }).click()
  // What is wrong is said, and neither the file nor what was chosen is lost.
  await expect(page.locator("#f-file-error")).toBeVisible()
  await page.getByLabel("What “Cliente” is").selectOption("id")
  await page.getByRole("button", { name: "Import", exact: true }).click()
  await expect(page).toHaveURL(/\/imports\/[^/]+$/)
  await page.goto("/imports")
  await page.getByRole("link", { name: "branch.csv" }).first().click()
  await expect(page.getByText("Import done")).toBeVisible()
  const download = page.waitForEvent("download")
  await page.getByRole("link", { name: "Rejected lines as a file" }).click()
  expect((await download).suggestedFilename()).toMatch(/^rejects-.*\.csv$/)
  expect((await api(request, "GET", "/members/w-1")).attributes).toEqual({ tier: "gold" })
  expect(errors).toEqual([])
})

test("API-3 an invited person sets a password and stands on the campaigns, without the admin's pages", async ({
  page,
  browser,
  baseURL,
}) => {
  const email = `p${Math.random().toString(36).slice(2)}@example.com`
  await signIn(page, "/settings/people")
  await page.getByLabel("Email").fill(email)
  await page.getByRole("radio", { name: /Editor/ }).check()
  await page.getByRole("button", { name: "Make the link" }).click()
  const link = await page
    .getByText(/\/invite\//)
    .first()
    .innerText()
  const other = await browser.newContext(baseURL === undefined ? {} : { baseURL })
  const invited = await other.newPage()
  await invited.goto(link.trim())
  await expectAccessible(invited)
  await invited.getByLabel("Password").fill("a sentence of my own")
  await invited.getByRole("button", { name: "Set password and sign in" }).click()
  await expect(invited).toHaveURL(/\/campaigns$/)
  expect((await invited.goto("/settings/people"))?.status()).toBe(403)
  await other.close()
})

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false })

  test("UI-1 a campaign is created and set up, and the company's preferences are kept", async ({ page, request }) => {
    const segment = await api(request, "POST", "/segments", { name: "No script", kind: "list" })
    await signIn(page, "/campaigns/new/flow")
    await page.getByLabel("Name").fill("Plain flow")
    await page.getByRole("button", { name: "Create campaign flow" }).click()
    await expect(page.locator("[role=alert]")).toBeVisible()
    await page.locator(`input[value="${segment.id}"]`).check()
    await page.getByRole("button", { name: "Create campaign flow" }).click()
    await expect(page).toHaveURL(/\/campaigns\/[^/]+\/settings\?note=created$/)
    await page.getByLabel("Name").fill("Plain flow, renamed")
    await page.getByRole("button", { name: "Save" }).click()
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Plain flow, renamed")
    await page.goto("/settings/company")
    await page.getByLabel("Postal address").fill("18 de Julio 1000")
    await page.getByRole("button", { name: "Save" }).click()
    await expect(page.getByLabel("Postal address")).toHaveValue("18 de Julio 1000")
    await page.goto("/campaigns")
    await page.getByLabel("Order").selectOption("name")
    await page.getByRole("button", { name: "Filter" }).click()
    await expect(page).toHaveURL(/sort=name/)
  })
})
