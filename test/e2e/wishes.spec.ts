import { expect, test } from "@playwright/test"
import { api, expectAccessible, expectNoSidewaysScroll, shortFlow } from "./helpers"

test.use({ viewport: { width: 360, height: 740 }, locale: "es-UY" })

test("MSG-5 UI-1 members unsubscribe, take it back and choose by the links of an email, in their language", async ({
  page,
  request,
}) => {
  const segment = await api(request, "POST", "/segments", { name: "Wishes", kind: "list" })
  const settings = { kind: "flow", name: "Oferta", segmentIds: [segment.id], dismissible: true }
  const campaign = await api(request, "POST", "/campaigns", settings)
  const { hello, end } = shortFlow.steps
  await api(request, "PUT", `/campaigns/${campaign.id}/flow`, { start: "hello", steps: { hello, end } })
  await api(request, "POST", `/campaigns/${campaign.id}/publish`, {})
  const member = { id: "wishes-1", email: "wishes-1@example.com", phone: "+59899123456", locale: "es" }
  await api(request, "POST", `/webhooks/segments/${segment.id}/joins`, { members: [member] })
  await api(request, "POST", "/dev/clock", { advance: "PT0S" })
  const { items } = await api(request, "GET", `/outbox?campaignId=${campaign.id}`)
  const link = (kind: string) => new RegExp(`/${kind}/[\\w.-]+`).exec(items[0].text)?.[0] ?? ""

  const look = async (heading: string) => {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading)
    await expectNoSidewaysScroll(page)
  }
  const lookClosely = async (heading: string) => {
    await look(heading)
    await expectAccessible(page)
    await page.emulateMedia({ colorScheme: "dark" })
    await expectAccessible(page, "colors")
    await page.emulateMedia({ colorScheme: "light" })
  }
  await page.goto(link("u"))
  await look("Darse de baja")
  await page.getByRole("button", { name: "Darme de baja" }).click()
  await lookClosely("Usted está dado de baja")
  await page.getByRole("button", { name: "Deshacer" }).click()
  await look("Usted vuelve a estar suscrito.")
  await page.getByRole("link", { name: "Todas mis preferencias" }).click()
  await page.getByRole("checkbox", { name: "«Oferta»: SMS" }).uncheck()
  await page.getByRole("button", { name: "Guardar mi elección" }).click()
  await lookClosely("Sus preferencias de comunicación")
  await expect(page.getByRole("checkbox", { name: "«Oferta»: SMS" })).not.toBeChecked()
  await expect(page.getByRole("checkbox", { name: "«Oferta»: Correo" })).toBeChecked()
  await page.getByRole("button", { name: "No me interesa esta oferta" }).click()
  await expect(page.getByRole("status")).toHaveText("No recibirá más sobre «Oferta».")
  await page.goto(`${link("u")}x`)
  await look("Este enlace no funciona")
})
