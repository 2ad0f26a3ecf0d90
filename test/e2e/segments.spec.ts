import { expect, test } from "@playwright/test"
import { api, expectAccessible, expectNoSidewaysScroll, signIn, watchConsole } from "./helpers"

test("a rule segment: the count follows each condition, its members are found", async ({ page, request }) => {
  const errors = watchConsole(page)
  const list = await api(request, "POST", "/segments", { name: "Counted guests", kind: "list" })
  const members = Array.from({ length: 30 }, (_, i) => ({
    id: `counted-${i}`,
    attributes: { countedPlan: i % 3 === 0 ? "gold" : "basic", countedAge: 20 + i },
  }))
  await api(request, "POST", `/webhooks/segments/${list.id}/joins`, { members })
  await api(request, "POST", "/dev/clock", { advance: "PT0S" })

  await signIn(page, "/segments/new")
  await page.getByLabel("Name").fill("Young gold")
  await page.getByLabel("Kind").selectOption("rule")
  await page.getByRole("button", { name: "Add a criterion" }).click()
  await page.locator("[name='rule.any.0.all.0.name']").fill("countedPlan")
  await page.locator("[name='rule.any.0.all.0.value']").fill("gold")
  await expect(page.getByText("10 members match")).toBeVisible()
  await page.getByRole("button", { name: "And another criterion" }).click()
  await page.locator("[name='rule.any.0.all.1.name']").fill("countedAge")
  await page.locator("[name='rule.any.0.all.1.op']").selectOption("lessThan")
  await page.locator("[name='rule.any.0.all.1.value']").fill("30")
  await expect(page.getByText("4 members match")).toBeVisible()
  await expect(page.getByLabel("Name", { exact: true }).first()).toHaveValue("Young gold")
  await expectAccessible(page)

  await page.getByRole("button", { name: "Create segment" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Young gold")
  await expect(page.getByRole("link", { name: "counted-9", exact: true })).toBeVisible()
  await expect(page.locator("#segment-search")).toHaveCount(0)
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 360, height: 800 })
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  }
  await page.getByRole("link", { name: "Edit" }).click()
  await expect(page.getByText("4 members match")).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  expect(errors).toEqual([])
})

test("MEM-4 a segment from a file: one form, its columns, and the import leads to it", async ({ page, request }) => {
  const errors = watchConsole(page)
  await signIn(page, "/segments/new")
  await page.getByLabel("Starts with").selectOption({ label: "A file" })
  await expect(page.getByLabel("File", { exact: true })).toBeVisible()
  const buffer = Buffer.from("Cliente,plan\nfrom-file-1,gold\nfrom-file-2,silver\n")
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "branch.csv", mimeType: "text/csv", buffer })
  await page.getByLabel("What “Cliente” is").selectOption("id")
  await page.getByRole("button", { name: "Create segment" }).click()
  await expect(page.locator("#f-name-error")).toContainText("Give it a name.")
  await page.getByLabel("Name", { exact: true }).fill("From a branch")
  await expectAccessible(page)
  await page.getByRole("button", { name: "Create segment" }).click()
  await expect(page).toHaveURL(/\/imports\//)
  await page.getByRole("link", { name: "To the segment" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("From a branch")
  await expect(page.getByRole("link", { name: "from-file-2" })).toBeVisible()
  const { items } = await api(request, "GET", "/segments?query=From a branch")
  expect(items).toHaveLength(1)
  expect(errors).toEqual([])
})
