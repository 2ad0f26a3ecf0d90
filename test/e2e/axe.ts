import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { AxeBuilder } from "@axe-core/playwright"
import type { Page } from "@playwright/test"

/** What the driver’s own package brings: run in the page at once it takes a tenth of the time that the driver does. */
const fromDriver = createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright"))
const axeSource = readFileSync(fromDriver.resolve("axe-core/axe.min.js"), "utf8")

type Results = Awaited<ReturnType<AxeBuilder["analyze"]>>

/** `colors`: rules whose answer depends on the colours; `others`: all but those. */
export type Rules = "all" | "colors" | "others"
const colorRules = ["color-contrast", "link-in-text-block"]

/** What axe finds, rule by rule. Frames of messages are left out: they are shut, and their content is not ours. */
export async function axeFindings(page: Page, rules: Rules = "all"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource)
  return await page.evaluate(
    async ({ rules, colorRules }) => {
      const { axe } = window as unknown as { axe: { run(what: unknown, how: unknown): Promise<Results> } }
      const only = rules === "colors" ? { runOnly: { type: "rule", values: colorRules } } : {}
      const without = rules === "others" ? Object.fromEntries(colorRules.map((id) => [id, { enabled: false }])) : {}
      const how = { iframes: false, resultTypes: ["violations"], ...only, rules: without }
      const { violations } = await axe.run({ exclude: [["iframe"]] }, how)
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`)
    },
    { rules, colorRules },
  )
}
