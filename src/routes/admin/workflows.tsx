import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { isoOfLength, lengthIn, lengthValueOf } from "../../../web/forms/length"
import { textOf, type Values } from "../../../web/forms/values"
import { type WorkflowFormValues, WorkflowNewPage, WorkflowSettingsPage } from "../../../web/pages/workflow-form"
import { WorkflowsPage } from "../../../web/pages/workflows"
import { textsOf } from "../../../web/ui"
import { getCampaign } from "../../services/campaigns/get"
import { defaultSettings } from "../../services/campaigns/settings"
import { companyTimeZone } from "../../services/company/time-zone"
import type { Ctx } from "../../services/context"
import { campaignNumbers } from "../../services/overview/campaign-numbers"
import { formChoices } from "../../services/overview/form-choices"
import { pageLimits } from "../../services/page"
import { listHolders } from "../../services/policy-holders/verbs"
import { listWorkflows, workflowQuerySchema } from "../../services/workflows/list"
import { type WorkflowView, workflowCreateSchema, workflowPatchSchema } from "../../services/workflows/schema"
import { createWorkflow, getWorkflow, updateWorkflow } from "../../services/workflows/verbs"
import type { AppContext, AppEnv } from "../env"
import { zoneNames } from "./campaign-form"
import { attempt, readForm, readQuery } from "./forms"
import { attemptChange, fingerprints, withShown } from "./meanwhile"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** The workflow library: list, create, settings (WF-1). Its flow pages are those of campaigns, under another base. */
export const workflowPages = new Hono<AppEnv>()
  .get("/workflows", async (c) => {
    const ctx = c.get("ctx")
    const query = readQuery(c, workflowQuerySchema)
    const { items, nextCursor } = await listWorkflows(ctx, query)
    const numbers = await campaignNumbers(ctx, { ids: items.map((item) => item.id) })
    const rows = items.map(({ id, name, kind, trigger, status, version, usedBy, updatedAt }) => ({
      id,
      name,
      kind,
      event: trigger?.event ?? null,
      status,
      version,
      usedBy: [...new Set(usedBy.map((user) => user.name))],
      now: numbers.get(id)?.active ?? 0,
      updatedAt: Date.parse(updatedAt),
    }))
    const filter = { query: query.query ?? "", kind: query.kind ?? "", status: query.status ?? "" }
    return page(c, <WorkflowsPage rows={rows} nextCursor={nextCursor} filter={filter} />)
  })
  .get("/workflows/new", async (c) => {
    const ctx = c.get("ctx")
    const values = emptyWorkflow(await companyTimeZone(ctx))
    return page(c, <WorkflowNewPage values={values} errors={{}} {...(await partsOf(ctx))} />)
  })
  .post("/workflows/new", async (c) => {
    const ctx = c.get("ctx")
    const values = valuesOfForm((await readForm(c)).values, null)
    const { kind } = values
    const tried = await attempt(
      textsOf(localeOf(c)),
      workflowCreateSchema,
      { kind, ...workflowInput(values) },
      (input) => createWorkflow(ctx, input),
      fieldOf,
    )
    if (tried.done) return leadTo(c, `/workflows/${tried.value.id}/flow`, "created")
    return page(c, <WorkflowNewPage values={values} errors={tried.errors} {...(await partsOf(ctx))} />, tried.status)
  })
  .get("/workflows/:id", async (c) => {
    const { id } = await getWorkflow(c.get("ctx"), { id: c.req.param("id") })
    return leadTo(c, `/workflows/${id}/flow`)
  })
  .get("/workflows/:id/settings", async (c) => {
    const workflow = await getWorkflow(c.get("ctx"), { id: c.req.param("id") })
    const values = valuesOfView(workflow)
    return page(c, withShown(fingerprints(workflowInput(values)), await settingsPage(c, workflow, values, {})))
  })
  .post("/workflows/:id/settings", async (c) => {
    const ctx = c.get("ctx")
    const workflow = await getWorkflow(ctx, { id: c.req.param("id") })
    const { values: shown } = await readForm(c)
    const values = valuesOfForm(shown, workflow)
    const tried = await attemptChange(
      {
        t: textsOf(localeOf(c)),
        schema: workflowPatchSchema,
        typed: workflowInput(values),
        now: workflowInput(valuesOfView(workflow)),
        shown,
        fieldOf,
      },
      (patch) => updateWorkflow(ctx, { id: workflow.id, patch }),
    )
    if (tried.done) return leadTo(c, `/workflows/${workflow.id}/settings`, "saved")
    return page(c, withShown(tried.shown, await settingsPage(c, workflow, values, tried.errors)), tried.status)
  })

async function settingsPage(c: AppContext, workflow: WorkflowView, values: WorkflowFormValues, errors: FormErrors) {
  const ctx = c.get("ctx")
  const [campaign, parts] = await Promise.all([
    getCampaign(ctx, { id: workflow.id, library: "workflows" }),
    partsOf(ctx),
  ])
  return <WorkflowSettingsPage {...{ campaign, values, errors }} usedBy={workflow.usedBy} {...parts} />
}

/** What the form offers. */
async function partsOf(ctx: Ctx) {
  const [categories, groups, { events }] = await Promise.all([
    listHolders(ctx, { kind: "category", limit: pageLimits.max }),
    listHolders(ctx, { kind: "group", limit: pageLimits.max }),
    formChoices(ctx, { campaignId: null }),
  ])
  return { categories: categories.items, groups: groups.items, events, zones: zoneNames() }
}

function emptyWorkflow(timeZone: string): WorkflowFormValues {
  const lateness = lengthValueOf(defaultSettings.lateness)
  return { name: "", kind: "standalone", event: "", timeZone, lateness, categoryId: "", groupId: "" }
}

function valuesOfView({
  name,
  kind,
  trigger,
  timeZone,
  lateness,
  categoryId,
  groupId,
}: WorkflowView): WorkflowFormValues {
  return {
    name,
    kind,
    event: trigger?.event ?? "",
    timeZone,
    lateness: lengthValueOf(lateness),
    categoryId: categoryId ?? "",
    groupId: groupId ?? "",
  }
}

/** What was typed; the kind of a workflow is decided once. */
function valuesOfForm(form: Values, before: WorkflowView | null): WorkflowFormValues {
  return {
    name: textOf(form, "name"),
    kind: before?.kind ?? (textOf(form, "kind") as WorkflowFormValues["kind"]),
    event: textOf(form, "event"),
    timeZone: textOf(form, "timeZone"),
    lateness: lengthIn(form, "lateness"),
    categoryId: textOf(form, "categoryId"),
    groupId: textOf(form, "groupId"),
  }
}

function workflowInput(values: WorkflowFormValues) {
  const { name, kind, event, timeZone } = values
  return {
    name,
    timeZone,
    lateness: isoOfLength(values.lateness),
    categoryId: values.categoryId || null,
    groupId: values.groupId || null,
    ...(kind === "internal" && event !== "" ? { trigger: { event } } : {}),
  }
}

/** Form field of an error's path. */
function fieldOf(path: string): string {
  const [first = ""] = path.split(".")
  return first === "trigger" ? "event" : first
}
