import { Hono } from "hono"
import { isoIn } from "../../../web/forms/length"
import { listOf, typedValueOf } from "../../../web/forms/scalar"
import { optionalOf, present, rawOf, rowsOf, textOf, type Values, valuesOf } from "../../../web/forms/values"
import { FlowDryRunPage } from "../../../web/pages/flow-dry-run"
import { textsOf } from "../../../web/ui"
import { AppError, notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { listVersions } from "../../services/campaigns/versions"
import { instantAfter, instantAt, localMoment } from "../../services/dry-run/moments"
import { dryRunCampaign } from "../../services/dry-run/run"
import { type DryRunItem, dryRunSchema } from "../../services/dry-run/schema"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { placeOf } from "./flow-place"
import { loadFlowPage, stepNamesOf } from "./flow-view"
import { errorsByField, readForm } from "./forms"
import { messageDocument } from "./message-document"
import { page } from "./respond"
import { actedOn, placedErrors } from "./rule-form"
import { localeOf } from "./surroundings"

/** Versions offered. */
const versionsMax = 20

/** Longest request, as JSON, that a message's address carries (characters). */
const addressCharsMax = 6_000

/** Plays a flow for one member (ANA-6). The POST changes nothing: it only has too much to say for an address. */
export const flowDryRunPages = new Hono<AppEnv>()
  .get("/flow/dry-run", async (c) => page(c, await dryRunPage(c, null)))
  .post("/flow/dry-run", async (c) => {
    const form = await readForm(c)
    const reshaped = actedOn(form)
    if (reshaped) return page(c, await dryRunPage(c, reshaped))
    const { id, library } = placeOf(c)
    const { values } = form
    try {
      const { campaign } = await loadFlowPage(c.get("ctx"), placeOf(c))
      const request = requestIn(values, campaign.timeZone, c.get("ctx").clock.now())
      const { timeline } = await dryRunCampaign(c.get("ctx"), { id, library, ...checked(request) })
      return page(c, await dryRunPage(c, values, { timeline, request }))
    } catch (error) {
      const t = textsOf(localeOf(c))
      if (!(error instanceof AppError)) throw error
      if (error.code === "notFound") {
        return page(c, await dryRunPage(c, values, null, { memberId: t.problems.notFound?.([]) ?? error.message }), 422)
      }
      if (error.code !== "invalid") throw error
      const problems = error.details.errors ?? []
      const errors = placedErrors(errorsByField(t, problems, fieldOf), values)
      if (errors.version !== undefined) errors[""] = t.flowEdit.dryRun.invalid
      return page(c, await dryRunPage(c, values, null, errors), 422)
    }
  })
  .get("/flow/dry-run/body", async (c) => {
    const { id, library } = placeOf(c)
    const request = checked(parsedJson(c.req.query("of") ?? ""))
    const { timeline } = await dryRunCampaign(c.get("ctx"), { id, library, ...request })
    const html = timeline[Number(c.req.query("item"))]?.message?.html
    if (typeof html !== "string") throw notFound("message")
    return messageDocument(c, html)
  })

function checked(request: unknown) {
  const parsed = dryRunSchema.safeParse(request)
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}

/** What is no JSON is no request either. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Problems of the flow are said as one: its own page names each. */
function fieldOf(path: string): string {
  return path.startsWith("flow.") || path === "flow" ? "version" : path.replace(/^startAt$/, "startDate")
}

/** The request of the API, of what was typed. */
function requestIn(values: Values, timeZone: string, now: number): unknown {
  const [date, time] = [textOf(values, "startDate"), textOf(values, "startTime")]
  const start = instantAt(time === "" ? date : `${date}T${time}`, timeZone) ?? isoOf(now)
  const version = textOf(values, "version") || "draft"
  const memberId = textOf(values, "memberId")
  return present({
    member: memberId === "" ? inventedIn(values) : memberId,
    startAt: start,
    events: rowsOf(values, "events").map((at) => ({
      at: instantAfter(start, isoIn(values, `${at}.after`) ?? "", timeZone),
      name: textOf(values, `${at}.name`),
      properties: propertiesIn(rawOf(values, `${at}.properties`)),
    })),
    version,
  })
}

function inventedIn(values: Values): unknown {
  const attributes = rowsOf(values, "attributes").map((at) => [
    textOf(values, `${at}.name`),
    typedValueOf(rawOf(values, `${at}.value`)),
  ])
  return present({
    email: optionalOf(values, "member.email"),
    phone: optionalOf(values, "member.phone"),
    locale: optionalOf(values, "member.locale"),
    timeZone: optionalOf(values, "member.timeZone"),
    attributes: attributes.length > 0 ? Object.fromEntries(attributes) : undefined,
  })
}

/** `amount=100, plan=gold` */
function propertiesIn(text: string): Record<string, unknown> {
  const pairs = listOf(text).map((item) => String(item).split(/=(.*)/s))
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name.trim(), typedValueOf(value)]))
}

async function dryRunPage(
  c: AppContext,
  typed: Values | null,
  played: { timeline: DryRunItem[]; request: unknown } | null = null,
  errors: Record<string, string> = {},
) {
  const ctx = c.get("ctx")
  const place = placeOf(c)
  const { id, library } = place
  const [{ campaign, flow }, versions] = await Promise.all([
    loadFlowPage(ctx, place),
    listVersions(ctx, { id, library, limit: versionsMax }),
  ])
  const [startDate, startTime] = localMoment(ctx.clock.now(), campaign.timeZone)
  const begun = valuesOf({ version: "draft", "member.email": "ana.rivera@example.com", startDate, startTime })
  return (
    <FlowDryRunPage
      campaign={campaign}
      form={{ values: typed ?? begun, errors }}
      versions={versions.items.map((one) => one.version)}
      lines={played?.timeline ?? null}
      frameOf={(item) => frameOf(place.home, played?.request, item)}
      stepNames={stepNamesOf(flow)}
    />
  )
}

/**
 * Where the HTML of a message played stands as a document of its own (SEC-14). The same request plays the same, so nothing
 * has to be kept for it. Null: the request is too long for an address.
 */
function frameOf(home: string, request: unknown, item: number): string | null {
  const of = JSON.stringify(request)
  return of.length > addressCharsMax ? null : `${home}/flow/dry-run/body?of=${encodeURIComponent(of)}&item=${item}`
}
