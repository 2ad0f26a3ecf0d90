import { expect, test } from "@playwright/test"
import { expectAccessible, signInByForm, watchConsole } from "./helpers"

test("API-3 a person adds a passkey, is offered it where the email is typed, and signs in by the button", async ({
  page,
  context,
}) => {
  const errors = watchConsole(page)
  const cdp = await context.newCDPSession(page)
  await cdp.send("WebAuthn.enable", { enableUI: false })
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await signInByForm(page, "/account")
  const add = page.locator("#passkey-form")
  await add.getByLabel("Name").fill("Laptop")
  await add.getByRole("button", { name: "Add a passkey" }).click()
  await expect(page.locator("#passkeys")).toContainText("Laptop")
  await add.getByLabel("Name").fill("The same")
  await add.getByRole("button", { name: "Add a passkey" }).click()
  await expect(add.getByRole("alert")).toContainText("may hold one of this account already")
  await expectAccessible(page)

  // The virtual authenticator takes what the field offers at once.
  await context.clearCookies()
  await page.goto("/sign-in?next=/segments")
  await page.waitForURL((url) => url.pathname === "/segments")

  await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false })
  await context.clearCookies()
  await page.goto("/sign-in?next=/account")
  await expectAccessible(page)
  const button = page.getByRole("button", { name: "Sign in with a passkey" })
  await expect(button).toBeVisible()
  await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true })
  await button.click()
  await page.waitForURL((url) => url.pathname === "/account")
  await page.getByText("Rename or remove “Laptop”").click()
  await page.getByRole("button", { name: "Remove", exact: true }).click()
  await expect(page.locator("#passkeys")).toContainText("You have no passkeys yet.")
  expect(errors).toEqual([])
})
