import { type APIRequestContext, expect, type Page } from "@playwright/test"
import { api, signIn } from "./helpers"

/** A new draft flow, standing on its canvas. */
export async function newFlow(page: Page, request: APIRequestContext, name: string): Promise<string> {
  const segment = await api(request, "POST", "/segments", { name: `${name} segment`, kind: "list" })
  const campaign = await api(request, "POST", "/campaigns", { kind: "flow", name, segmentIds: [segment.id] })
  await openCanvas(page, campaign.id)
  return campaign.id
}

export async function openCanvas(page: Page, campaignId: string): Promise<void> {
  await signIn(page, `/campaigns/${campaignId}/flow/edit`)
  await expect(page.locator(".react-flow__node").first()).toBeVisible()
}

export function card(page: Page, name: string) {
  return page
    .locator(".react-flow__node")
    .filter({ has: page.locator(".step-name", { hasText: new RegExp(`^${escaped(name)}$`) }) })
}

function escaped(text: string): string {
  return text.replaceAll(/[?()]/g, "\\$&")
}

export const panel = (page: Page) => page.locator(".canvas-panel")
export const saved = async (page: Page) => expect(page.locator(".canvas-status")).toHaveAttribute("data-state", "saved")

/** Until the canvas has glided to where it was sent. */
export async function atRest(page: Page): Promise<void> {
  await page.locator(".react-flow__viewport").evaluate(async (view) => {
    const framesAlike = 5
    let before = ""
    for (let alike = 0; alike < framesAlike; ) {
      await new Promise(requestAnimationFrame)
      const now = view.getAttribute("style") ?? ""
      alike = now === before ? alike + 1 : 0
      before = now
    }
  })
}

export async function draftOf(request: APIRequestContext, id: string) {
  return (await api(request, "GET", `/campaigns/${id}/flow`)).draft
}
