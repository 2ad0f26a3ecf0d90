import { Hono } from "hono"
import type { ComponentChild } from "preact"
import type { FormErrors } from "../../../web/components/form"
import { afterAct, type Values } from "../../../web/forms/values"
import type { Texts } from "../../../web/locales/en"
import { CampaignDataPage } from "../../../web/pages/campaign-settings-data"
import { type SettingsTab, settingsPath } from "../../../web/pages/campaign-settings-frame"
import { CampaignGoalsPage, type GoalFormValues } from "../../../web/pages/campaign-settings-goals"
import { CampaignTextsPage } from "../../../web/pages/campaign-settings-messages"
import { CampaignUnsubscribePage } from "../../../web/pages/campaign-settings-unsubscribe"
import { textsOf } from "../../../web/ui"
import { getCampaign } from "../../services/campaigns/get"
import type { CampaignView } from "../../services/campaigns/row"
import { campaignPatchSchema } from "../../services/campaigns/schema"
import { updateCampaign } from "../../services/campaigns/update"
import type { Ctx } from "../../services/context"
import { formChoices } from "../../services/overview/form-choices"
import { pageLimits } from "../../services/page"
import { listHolders } from "../../services/policy-holders/verbs"
import type { AppEnv } from "../env"
import {
  dataInput,
  dataValues,
  dataValuesOfForm,
  goalFieldOf,
  goalInput,
  goalValues,
  goalValuesOfForm,
  textErrors,
  textInput,
  textValues,
  textValuesOfForm,
  unsubscribeInput,
  unsubscribeValues,
  unsubscribeValuesOfForm,
} from "./campaign-settings-form"
import { readForm } from "./forms"
import { attemptChange, fingerprints, shownOf, withShown } from "./meanwhile"
import { leadTo, page } from "./respond"
import { placedErrors } from "./rule-form"
import { localeOf } from "./surroundings"

/** One tab: how its values are read from the campaign and from the form, shown, and said as a patch. */
interface Tab<V> {
  of(campaign: CampaignView): V
  read(form: Values): V
  input(values: V): Record<string, unknown>
  /** What is wrong before the verb is asked. */
  check?(t: Texts, values: V): FormErrors
  show(ctx: Ctx, campaign: CampaignView, values: V, errors: FormErrors): ComponentChild | Promise<ComponentChild>
  fieldOf?(path: string): string
}

const goals: Tab<GoalFormValues> = {
  of: goalValues,
  read: goalValuesOfForm,
  input: (values) => goalInput(values),
  async show(ctx, campaign, values, errors) {
    const [categories, groups, choices] = await Promise.all([
      listHolders(ctx, { kind: "category", limit: pageLimits.max }),
      listHolders(ctx, { kind: "group", limit: pageLimits.max }),
      formChoices(ctx, { campaignId: campaign.id }),
    ])
    const shown = { campaign, values, categories: categories.items, groups: groups.items, choices }
    return <CampaignGoalsPage {...shown} errors={placedErrors(errors, values.form)} />
  },
  fieldOf: goalFieldOf,
}

const unsubscribe: Tab<ReturnType<typeof unsubscribeValues>> = {
  of: unsubscribeValues,
  read: unsubscribeValuesOfForm,
  input: (values) => unsubscribeInput(values),
  show: (_, campaign, values, errors) => <CampaignUnsubscribePage {...{ campaign, values, errors }} />,
  fieldOf: (path) => (path.startsWith("unsubscribe.") ? (path.split(".")[1] ?? "") : path),
}

const messages: Tab<ReturnType<typeof textValues>> = {
  of: textValues,
  read: textValuesOfForm,
  input: textInput,
  check: textErrors,
  show: (_, campaign, texts, errors) => <CampaignTextsPage {...{ campaign, texts, errors }} />,
  fieldOf: () => "texts",
}

const data: Tab<ReturnType<typeof dataValues>> = {
  of: dataValues,
  read: dataValuesOfForm,
  input: (values) => dataInput(values),
  show: (_, campaign, fields, errors) => <CampaignDataPage {...{ campaign, fields, errors }} />,
}

/** The tabs of a campaign's settings beside General (CAM-9 to CAM-14, CAM-18). */
export const campaignSettingsPages = new Hono<AppEnv>()
  .route("/", pagesOf("goals", goals))
  .route("/", pagesOf("unsubscribe", unsubscribe))
  .route("/", pagesOf("messages", messages))
  .route("/", pagesOf("data", data))

function pagesOf<V>(name: SettingsTab, tab: Tab<V>): Hono<AppEnv> {
  const path = settingsPath(":id", name)
  return new Hono<AppEnv>()
    .get(path, async (c) => {
      const ctx = c.get("ctx")
      const campaign = await getCampaign(ctx, { id: c.req.param("id") ?? "" })
      const values = tab.of(campaign)
      return page(c, withShown(fingerprints(tab.input(values)), await tab.show(ctx, campaign, values, {})))
    })
    .post(path, async (c) => {
      const ctx = c.get("ctx")
      const campaign = await getCampaign(ctx, { id: c.req.param("id") ?? "" })
      const form = await readForm(c)
      const act = form.text("do")
      const values = tab.read(afterAct(form.values, act))
      const now = tab.input(tab.of(campaign))
      const back = async (errors: FormErrors, shown = shownOf(form.values, now)) =>
        withShown(shown, await tab.show(ctx, campaign, values, errors))
      if (act !== "") return page(c, await back({}))
      const t = textsOf(localeOf(c))
      const errors = tab.check?.(t, values) ?? {}
      if (Object.keys(errors).length > 0) return page(c, await back(errors), 422)
      const typed = tab.input(values)
      const tried = await attemptChange(
        {
          t,
          schema: campaignPatchSchema,
          typed,
          now,
          shown: form.values,
          ...(tab.fieldOf && { fieldOf: tab.fieldOf }),
        },
        (patch) => updateCampaign(ctx, { id: campaign.id, patch }),
      )
      if (tried.done) return leadTo(c, settingsPath(campaign.id, name), "saved")
      return page(c, await back(tried.errors, tried.shown), tried.status)
    })
}
