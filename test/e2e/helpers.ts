import { type APIRequestContext, expect, type Page, test } from "@playwright/test"
import { axeFindings, type Rules } from "./axe"

export const authorization = `Bearer e2e-admin-token`

/** Signs in as the owner, as the form of the sign-in page would, and opens a page. */
export async function signIn(page: Page, next = "/campaigns"): Promise<void> {
  const { origin } = new URL(test.info().project.use.baseURL ?? "")
  const form = { email: "owner@example.com", password: "correct horse battery staple", next }
  const answer = await page.request.post("/sign-in", { form, headers: { origin }, maxRedirects: 0 })
  expect(answer.status(), await answer.text()).toBe(303)
  await page.goto(next)
}

/** Signs in as a person does, on the sign-in page. */
export async function signInByForm(page: Page, next = "/campaigns"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
  await page.locator("#f-email").fill("owner@example.com")
  await page.locator("#f-password").fill("correct horse battery staple")
  await page.locator("button[data-look=primary]").click()
  await page.waitForURL((url) => url.pathname !== "/sign-in")
}

/** Calls the API as an outside program. */
export async function api(request: APIRequestContext, method: string, path: string, data?: unknown) {
  const answer = await request.fetch(`/api/v1${path}`, { method, headers: { authorization }, data })
  expect(answer.status(), `${method} ${path}: ${await answer.text()}`).toBeLessThan(400)
  const text = await answer.text()
  return text === "" ? null : JSON.parse(text)
}

/** A delay of a day, then an email and the End. */
export const shortFlow = {
  start: "wait",
  steps: {
    wait: { type: "delay", name: "A day", delay: { for: "P1D" }, outcomes: { done: "hello" } },
    hello: {
      type: "email",
      name: "Hello email",
      message: { subject: "Hello {{ member.attributes.firstName }}", html: "<p>Good to see you.</p>" },
      outcomes: { sent: "end" },
    },
    end: { type: "end", name: "End", outcomes: {} },
  },
}

/** A published flow with members in it, made through the API. */
export async function furnish(request: APIRequestContext, name: string, members = 3) {
  const segment = await api(request, "POST", "/segments", { name: `${name} segment`, kind: "list" })
  const campaign = await api(request, "POST", "/campaigns", {
    kind: "flow",
    name,
    timeZone: "America/Montevideo",
    segmentIds: [segment.id],
  })
  await api(request, "PUT", `/campaigns/${campaign.id}/flow`, shortFlow)
  await api(request, "POST", `/campaigns/${campaign.id}/publish`, {})
  const memberIds = Array.from({ length: members }, (_, i) => `${name}-${i + 1}`)
  await join(request, segment.id, memberIds)
  return { segmentId: segment.id as string, campaignId: campaign.id as string, memberIds }
}

export async function join(request: APIRequestContext, segmentId: string, ids: string[]): Promise<void> {
  const members = ids.map((id) => ({ id, email: `${id}@example.com`, attributes: { firstName: "Ana" } }))
  await api(request, "POST", `/webhooks/segments/${segmentId}/joins`, { members })
}

/** One live number on a step's card. */
export function stepNumber(page: Page, stepId: string, key: string) {
  return page.locator(`#n-${stepId} [data-n=${key}] dd`)
}

/** WCAG 2.2 AA as far as axe can tell. */
export async function expectAccessible(page: Page, rules: Rules = "all"): Promise<void> {
  expect(await axeFindings(page, rules)).toEqual([])
}

/** The page itself never scrolls sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, room } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }))
  expect(content).toBeLessThanOrEqual(room)
}

/** Fails the test when the page writes an error to the console (SEC-09: policy violations among them). */
export function watchConsole(page: Page): string[] {
  const errors: string[] = []
  page.on("console", (message) => {
    // Playwright itself tries to run script in the shut frames of messages.
    if (message.type() === "error" && !/status of 4\d\d|Blocked script execution/.test(message.text())) {
      errors.push(message.text())
    }
  })
  page.on("pageerror", (error) => errors.push(error.message))
  return errors
}
