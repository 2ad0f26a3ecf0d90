import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type Browser, expect, type Page, test } from "@playwright/test"
import { axeFindings } from "../e2e/axe"
import { signIn } from "../e2e/helpers"
import { emptyPages, type Locale, memberPages, pages, type Stop, type Things } from "./pages"
import { furnish } from "./seed"

/** Where the pictures go, a folder for each way of looking. */
const folder = process.env.TOUR_DIR ?? "/tmp/tour"
/** Only pictures whose name has this in it. */
const only = process.env.TOUR_ONLY ?? ""
const widths = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const

let things: Things
const furnished = [...Object.values(pages).flat(), ...memberPages]

const modes = (["desktop", "phone"] as const).flatMap((device) =>
  (["light", "dark"] as const).flatMap((colorScheme) =>
    (["en", "es"] as const).map((locale) => ({
      device,
      colorScheme,
      locale,
      name: `${device} ${colorScheme} ${locale}`,
    })),
  ),
)
type Mode = (typeof modes)[number]

/** What is wrong with which page: told at the end, so that one page's fault does not keep others from being seen. */
const found: string[] = []

test.describe("first visit", () => {
  for (const mode of modes) test(mode.name, async ({ browser }) => await walk(browser, mode, emptyPages))
})

test.describe("at work", () => {
  test.beforeAll(async ({ playwright, baseURL }) => {
    test.setTimeout(300_000)
    const request = await playwright.request.newContext({ baseURL: baseURL ?? "", timeout: 120_000 })
    things = await furnish(request, baseURL ?? "")
    await request.dispose()
  })
  for (const mode of modes) test(mode.name, async ({ browser }) => await walk(browser, mode, furnished))
})

test("nothing was wrong with any page", () => {
  expect(found).toEqual([])
})

/** Takes a picture at every stop. */
async function walk(browser: Browser, { device, colorScheme, locale, name }: Mode, of: Stop[]): Promise<void> {
  test.setTimeout(1_800_000)
  const into = join(folder, `${device}-${colorScheme}-${locale}`)
  await mkdir(into, { recursive: true })
  const { baseURL = "" } = test.info().project.use
  const viewport = widths[device]
  const context = await browser.newContext({ baseURL, viewport, colorScheme, reducedMotion: "reduce", locale })
  await context.addCookies([{ name: "locale", value: locale, url: baseURL }])
  const page = await context.newPage()
  const stops = of.filter((stop) => stop.name.includes(only))
  const visitAll = async (some: Stop[]) => {
    for (const stop of some) for (const what of await visit(page, stop, into, locale)) found.push(`${name}: ${what}`)
  }
  await visitAll(stops.filter((stop) => stop.open))
  await signIn(page)
  await visitAll(stops.filter((stop) => !stop.open))
  await writeFile(join(folder, "report.txt"), `${found.join("\n")}\n`)
  await context.close()
}

/** Browsers leave frames out of sight undrawn: for a moment the window is as high as the page. */
async function drawFrames(page: Page): Promise<void> {
  const size = page.viewportSize()
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  if (size === null || height <= size.height || (await page.locator("iframe").count()) === 0) return
  await page.setViewportSize({ width: size.width, height })
  for (const frame of page.frames()) await frame.waitForLoadState("load")
  await page.waitForLoadState("networkidle")
  await page.screenshot()
  await page.setViewportSize(size)
}

/** Takes the picture; gives what is wrong with the page. */
async function visit(page: Page, { name, path, gone }: Stop, into: string, locale: Locale): Promise<string[]> {
  const answer = await page.goto(path(things, locale))
  const found: string[] = []
  const status = answer?.status() ?? 0
  if (status >= 400 && gone === undefined) found.push(`${name}: ${status}`)
  await page.evaluate(() => document.fonts.ready)
  // Islands and frames draw themselves when their data are there.
  await page.waitForLoadState("networkidle")
  await drawFrames(page)
  await page.screenshot({ path: join(into, `${name}.png`), fullPage: true, animations: "disabled" })
  if ((await page.locator("html").getAttribute("lang")) !== locale) found.push(`${name}: not in ${locale}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 0) found.push(`${name}: ${wide} px too wide`)
  found.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`))
  return found
}
