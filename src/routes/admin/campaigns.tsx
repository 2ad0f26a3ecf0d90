import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import type { CampaignFormValues } from "../../../web/pages/campaign-fields"
import { CampaignKindPage, CampaignNewPage } from "../../../web/pages/campaign-new"
import { CampaignSettingsPage } from "../../../web/pages/campaign-settings"
import { CampaignsPage } from "../../../web/pages/campaigns"
import { textsOf } from "../../../web/ui"
import { createCampaign } from "../../services/campaigns/create"
import { getCampaign } from "../../services/campaigns/get"
import { campaignQuerySchema, listCampaigns } from "../../services/campaigns/list"
import type { CampaignView } from "../../services/campaigns/row"
import { campaignCreateSchema, campaignPatchSchema } from "../../services/campaigns/schema"
import { updateCampaign } from "../../services/campaigns/update"
import { companyTimeZone } from "../../services/company/time-zone"
import { campaignNumbers } from "../../services/overview/campaign-numbers"
import { isEmptySystem } from "../../services/overview/names"
import { workflowChoices } from "../../services/overview/workflows"
import { pageLimits } from "../../services/page"
import { listHolders } from "../../services/policy-holders/verbs"
import type { AppContext, AppEnv } from "../env"
import {
  campaignFieldOf,
  campaignInput,
  emptyValues,
  segmentOptions,
  valuesOf,
  valuesOfForm,
  zoneNames,
} from "./campaign-form"
import { attempt, readForm, readQuery } from "./forms"
import { attemptChange, fingerprints, withShown } from "./meanwhile"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** List, create and settings of campaigns. */
export const campaignPages = new Hono<AppEnv>()
  .get("/campaigns", async (c) => {
    const ctx = c.get("ctx")
    const query = readQuery(c, campaignQuerySchema)
    const [{ items, nextCursor }, categories, groups] = await Promise.all([
      listCampaigns(ctx, { ...query, archived: query.archived ?? "hide" }),
      listHolders(ctx, { kind: "category", limit: pageLimits.max }),
      listHolders(ctx, { kind: "group", limit: pageLimits.max }),
    ])
    const numbers = await campaignNumbers(ctx, { ids: items.map((item) => item.id) })
    const rows = items.map((item) => {
      const { active = 0, completed = 0, entered = 0, sent = 0 } = numbers.get(item.id) ?? {}
      const { id, name, kind, status, timeZone, startsAt } = item
      return {
        id,
        name,
        kind,
        status,
        timeZone,
        startsAt,
        now: active,
        completed,
        entered,
        sent,
        updatedAt: Date.parse(item.updatedAt),
      }
    })
    const { query: text = "", status = "", kind = "", categoryId = "", groupId = "", sort = "newest" } = query
    const filter = { query: text, status, kind, categoryId, groupId, sort }
    const firstVisit = rows.length === 0 && (await isEmptySystem(ctx))
    const shown = { rows, nextCursor, filter, firstVisit, categories: categories.items, groups: groups.items }
    return page(c, <CampaignsPage {...shown} />)
  })
  .get("/campaigns/new", (c) => page(c, <CampaignKindPage />))
  .get("/campaigns/new/flow", (c) => newPage(c, "flow"))
  .post("/campaigns/new/flow", (c) => create(c, "flow"))
  .get("/campaigns/new/regular", (c) => newPage(c, "campaign"))
  .post("/campaigns/new/regular", (c) => create(c, "campaign"))
  .get("/campaigns/:id", async (c) => {
    const campaign = await getCampaign(c.get("ctx"), { id: c.req.param("id") })
    return leadTo(c, `/campaigns/${campaign.id}/${campaign.kind === "flow" ? "flow" : "messages"}`)
  })
  .get("/campaigns/:id/settings", async (c) => {
    const campaign = await getCampaign(c.get("ctx"), { id: c.req.param("id") })
    const values = valuesOf(campaign)
    return page(c, withShown(fingerprints(campaignInput(values)), await settingsPage(c, campaign, values, {})))
  })
  .post("/campaigns/:id/settings", async (c) => {
    const ctx = c.get("ctx")
    const campaign = await getCampaign(ctx, { id: c.req.param("id") })
    const form = await readForm(c)
    const values = valuesOfForm(form, valuesOf(campaign))
    const tried = await attemptChange(
      {
        t: textsOf(localeOf(c)),
        schema: campaignPatchSchema,
        typed: campaignInput(values),
        now: campaignInput(valuesOf(campaign)),
        shown: form.values,
        fieldOf: campaignFieldOf,
      },
      (patch) => updateCampaign(ctx, { id: campaign.id, patch }),
    )
    if (tried.done) return leadTo(c, `/campaigns/${campaign.id}/settings`, "saved")
    return page(c, withShown(tried.shown, await settingsPage(c, campaign, values, tried.errors)), tried.status)
  })

async function newPage(c: AppContext, kind: "flow" | "campaign"): Promise<Response> {
  const ctx = c.get("ctx")
  const segments = await segmentOptions(ctx, kind)
  const segmentIds = segments.map(({ id }) => id).filter((id) => id === c.req.query("segmentId"))
  const values = { ...emptyValues(await companyTimeZone(ctx)), segmentIds }
  return page(c, <CampaignNewPage {...{ kind, values, segments }} errors={{}} zones={zoneNames()} />)
}

async function create(c: AppContext, kind: "flow" | "campaign"): Promise<Response> {
  const ctx = c.get("ctx")
  const values = valuesOfForm(await readForm(c), emptyValues(await companyTimeZone(ctx)))
  const tried = await attempt(
    textsOf(localeOf(c)),
    campaignCreateSchema,
    { kind, ...campaignInput(values) },
    (input) => createCampaign(ctx, input),
    campaignFieldOf,
  )
  if (tried.done) return leadTo(c, `/campaigns/${tried.value.id}/settings`, "created")
  const segments = await segmentOptions(ctx, kind)
  const { errors, status } = tried
  return page(c, <CampaignNewPage {...{ kind, values, errors, segments }} zones={zoneNames()} />, status)
}

async function settingsPage(c: AppContext, campaign: CampaignView, values: CampaignFormValues, errors: FormErrors) {
  const ctx = c.get("ctx")
  const [segments, workflows] = await Promise.all([segmentOptions(ctx, campaign.kind), workflowChoices(ctx)])
  return <CampaignSettingsPage {...{ campaign, values, errors, segments, workflows }} zones={zoneNames()} />
}
