import { expect, type Page, test } from "@playwright/test"
import { api, expectAccessible, expectNoSidewaysScroll, signIn, watchConsole } from "./helpers"

/** The blocks of the email, as the editor names them. */
async function blocksOf(page: Page): Promise<string[]> {
  const names = page.locator(".mblock-face > [data-name]")
  return await names.evaluateAll((all) => all.map((one) => one.getAttribute("data-name") ?? ""))
}

const mail = (page: Page) => page.frameLocator("iframe[name=message-preview]")

test("MSG-1 MSG-3 an email is built with the mouse, looked at as a member would see it, tested and saved", async ({
  page,
  request,
}) => {
  const errors = watchConsole(page)
  await api(request, "PUT", "/members/editor-ana", { attributes: { firstName: "Zoe" }, email: "zoe@example.com" })
  const campaign = await api(request, "POST", "/campaigns", { kind: "campaign", name: "Editor" })
  await signIn(page, `/campaigns/${campaign.id}/saved-messages/new/email`)
  await page.getByLabel("Name").first().fill("Spring card")
  await page.getByLabel("Start with").selectOption({ label: "A blank email" })
  await page.getByRole("button", { name: "Create message" }).click()
  await expect(page).toHaveURL(/\/edit(\?|$)/)
  await expect.poll(() => blocksOf(page)).toEqual(["Logo", "Heading", "Text"])

  const palette = page.locator(".mpalette")
  const blocks = page.locator(".mblock")
  await palette.getByRole("button", { name: "Button" }).dragTo(blocks.nth(2), { targetPosition: { x: 60, y: 4 } })
  await expect.poll(() => blocksOf(page)).toEqual(["Logo", "Heading", "Button", "Text"])
  await page.getByLabel("Label").fill("Get it")
  await page.getByLabel("Link", { exact: true }).fill("https://a.test/{{ member.id }}")
  await blocks.nth(1).locator(".mblock-face").click()
  await page.getByLabel("Heading", { exact: true }).fill("Hello ")
  await page.getByText("Insert a variable").click()
  await page.getByLabel("Variable").selectOption("member.attributes.firstName")
  await page.getByLabel("Otherwise").fill("there")
  await page.getByRole("button", { name: "Insert", exact: true }).click()
  await page.getByLabel("Subject").fill("Your card")
  await blocks.nth(1).locator(".mblock-face").click()
  await blocks.nth(3).dragTo(blocks.nth(0), { targetPosition: { x: 60, y: 4 } })
  await expect.poll(() => blocksOf(page)).toEqual(["Text", "Logo", "Heading", "Button"])

  await page.getByLabel("As member").fill("editor-ana")
  await page.getByLabel("As member").blur()
  await expect(mail(page).getByRole("heading", { name: "Hello Zoe" })).toBeVisible()
  await expect(mail(page).getByRole("link", { name: "Get it" })).toHaveAttribute("href", "https://a.test/editor-ana")
  await page.getByRole("button", { name: "Dark" }).click()
  await expect(mail(page).getByRole("heading", { name: "Hello Zoe" })).toHaveCSS("color", "rgb(237, 237, 239)")
  await expectAccessible(page)

  await page.getByRole("button", { name: "Send test" }).click()
  await expect(page.getByText("Sent to owner@example.com.")).toBeVisible()
  const { items } = await api(request, "GET", "/outbox?limit=5")
  expect(items[0]).toMatchObject({ to: "owner@example.com", subject: "[Test] Your card" })
  await page.getByRole("button", { name: "Save", exact: true }).click()
  await expect(page.getByText("Saved.")).toBeVisible()
  const [saved] = (await api(request, "GET", `/campaigns/${campaign.id}/messages`)).items
  expect(saved.html).toContain('Hello {{ member.attributes.firstName | default: "there" }}</h1>')
  expect(errors).toEqual([])
})

test("MSG-1 MSG-7 an email of a step is built with the keyboard alone, in two languages, and outlives a reload", async ({
  page,
  request,
}) => {
  const segment = await api(request, "POST", "/segments", { name: "Keys", kind: "list" })
  const campaign = await api(request, "POST", "/campaigns", { kind: "flow", name: "Keys", segmentIds: [segment.id] })
  const blocks = [{ type: "heading", text: "Hello" }]
  await api(request, "PUT", `/campaigns/${campaign.id}/flow`, {
    start: "mail",
    steps: {
      mail: { type: "email", name: "Mail", message: { subject: "Hello", blocks }, outcomes: { sent: "end" } },
      end: { type: "end", name: "End" },
    },
  })
  await signIn(page, `/campaigns/${campaign.id}/flow/steps/mail`)
  await page.getByRole("link", { name: "Open the message editor" }).press("Enter")
  await expect.poll(() => blocksOf(page)).toEqual(["Heading"])

  await page.locator(".mpalette").getByRole("button", { name: "Text" }).press("Enter")
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toBeFocused()
  await page.keyboard.press("Control+A")
  await page.keyboard.type("Good ")
  await page.keyboard.press("Control+B")
  await page.keyboard.type("news")
  await page.keyboard.press("Escape")
  await expect(page.getByRole("button", { name: "Text, 2 of 2" })).toBeFocused()
  await page.keyboard.press("Alt+ArrowUp")
  await expect.poll(() => blocksOf(page)).toEqual(["Text", "Heading"])
  await page.keyboard.press("Control+D")
  await expect.poll(() => blocksOf(page)).toEqual(["Text", "Text", "Heading"])
  await page.keyboard.press("Delete")
  await page.keyboard.press("Control+Z")
  await page.keyboard.press("Control+Z")
  await expect.poll(() => blocksOf(page)).toEqual(["Text", "Heading"])
  await expect(mail(page).locator("strong", { hasText: "news" })).toBeVisible()

  await page.getByRole("button", { name: "Language" }).press("Enter")
  await page.keyboard.type("es")
  await page.keyboard.press("Enter")
  await page.getByLabel("Subject").fill("Hola")
  await expect(page.getByText("Not saved yet.")).toBeVisible()
  page.on("dialog", (dialog) => dialog.accept())
  await page.reload()
  await expect.poll(() => blocksOf(page)).toEqual(["Text", "Heading"])
  await page.keyboard.press("Control+S")
  await expect(page.getByText("Saved.")).toBeVisible()
  const { draft } = await api(request, "GET", `/campaigns/${campaign.id}/flow`)
  const { message } = draft.steps.mail
  expect(message.blocks[0].html).toBe("<p>Good <strong>news</strong></p>")
  expect([message.subject, message.variants.es.subject]).toEqual(["Hello", "Hola"])

  await page.setViewportSize({ width: 360, height: 800 })
  await page.emulateMedia({ colorScheme: "dark" })
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
})

test("MSG-1 SEC-41 a picture is uploaded into an email, seen in the preview, and chosen again by keyboard", async ({
  page,
  request,
}) => {
  const campaign = await api(request, "POST", "/campaigns", { kind: "campaign", name: "Pictures" })
  const content = { channel: "email", name: "Card", subject: "Hi", blocks: [{ type: "image" }] }
  const message = await api(request, "POST", `/campaigns/${campaign.id}/messages`, content)
  await signIn(page, `/campaigns/${campaign.id}/saved-messages/${message.id}/edit`)
  await page.locator(".mblock-face").first().press("Enter")
  const buffer = await page.locator(".mpalette").screenshot()
  const field = page.locator(".mimage input[type=file]")
  await field.setInputFiles({ name: "page.png", mimeType: "image/png", buffer: Buffer.from("<script>1</script>") })
  await expect(page.locator(".mimage [role=status]")).toHaveText("This is no PNG, JPEG, GIF or WebP image.")
  await field.setInputFiles({ name: "spring.png", mimeType: "image/png", buffer })
  await expect(page.locator(".mimage [role=status]")).toContainText("spring.png is in its place.")
  await page.getByLabel("Description").fill("A field in spring")
  const shown = mail(page).getByRole("img", { name: "A field in spring" })
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await expect(shown).toHaveAttribute("height", /^\d+$/)

  await page.getByLabel("Address of the image").fill("")
  await page.getByRole("button", { name: "Choose an uploaded one" }).press("Enter")
  await page.locator(".mimages").getByRole("button", { name: "spring.png" }).first().press("Enter")
  await expect(page.getByLabel("Description")).toBeFocused()
  await expect(page.getByLabel("Address of the image")).toHaveValue(/^\/i\/[0-9a-f]{64}\.png$/)
  await expectAccessible(page)
})
