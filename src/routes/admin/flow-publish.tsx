import { Hono } from "hono"
import type { Texts } from "../../../web/locales/en"
import { PublishPage } from "../../../web/pages/flow-publish"
import { VersionsPage } from "../../../web/pages/flow-versions"
import { errorText } from "../../../web/problem-text"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import type { Flow } from "../../engine/flow"
import { getCampaign } from "../../services/campaigns/get"
import { previewPublish, previewRollback, publishCampaign, rollbackCampaign } from "../../services/campaigns/publish"
import {
  diffQuerySchema,
  diffVersions,
  getVersion,
  listVersions,
  type VersionName,
  versionNameSchema,
} from "../../services/campaigns/versions"
import { mailGapsOf } from "../../services/company/mail-gaps"
import { plannedMoves } from "../../services/flows/edit"
import { getFlow } from "../../services/flows/get"
import { entryEffects } from "../../services/overview/effects"
import { pageQuerySchema } from "../../services/page"
import type { AppContext, AppEnv } from "../env"
import { lockedBy } from "./flow-edit"
import { placeOf } from "./flow-place"
import { loadFlowPage, stepNamesOf } from "./flow-view"
import { type PostedForm, readForm, readQuery } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** Publishing, earlier versions and the way back to one: each says first what it does to whom (FLOW-14). */
export const flowPublishPages = new Hono<AppEnv>()
  .get("/publish", async (c) => page(c, await publishPage(c, null, await plannedOf(c))))
  .post("/publish", (c) =>
    release(c, null, async (form) => {
      const { id, library } = placeOf(c)
      await publishCampaign(c.get("ctx"), { id, library, move: movesIn(form) })
    }),
  )
  .get("/flow/rollback", async (c) => page(c, await publishPage(c, versionIn(c.req.query("version")), {})))
  .post("/flow/rollback", (c) => {
    const version = versionIn(c.req.query("version"))
    return release(c, version, async (form) => {
      const { id, library } = placeOf(c)
      await rollbackCampaign(c.get("ctx"), { id, library, version, move: movesIn(form) })
    })
  })
  .get("/flow/versions", async (c) => page(c, await versionsPage(c)))

function versionIn(text: string | undefined): number {
  const parsed = versionNameSchema.safeParse(text)
  if (!parsed.success || parsed.data === "draft") throw new AppError("notFound", "No such version.")
  return parsed.data
}

/** Where members of removed steps shall go, as chosen on the page: fields `move.STEPID`. */
function movesIn(form: PostedForm): Record<string, string> {
  const prefix = "move."
  const chosen = [...form.values].filter(([name, [to = ""]]) => name.startsWith(prefix) && to !== "")
  return Object.fromEntries(chosen.map(([name, [to = ""]]) => [name.slice(prefix.length), to]))
}

/** What the editors said when they removed steps. */
async function plannedOf(c: AppContext): Promise<Record<string, string>> {
  const { id, library } = placeOf(c)
  return plannedMoves(c.get("ctx"), { id, library })
}

/** Does it and leads to the flow; a refusal comes back with the same question. */
async function release(
  c: AppContext,
  version: number | null,
  verb: (form: PostedForm) => Promise<unknown>,
): Promise<Response> {
  const form = await readForm(c)
  const { id, library, home } = placeOf(c)
  try {
    await verb(form)
    const { kind } = await getCampaign(c.get("ctx"), { id, library })
    return leadTo(c, `${home}/${kind === "campaign" ? "settings" : "flow"}`, "published")
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== "conflict" && error.code !== "invalid")) throw error
    return page(c, await publishPage(c, version, movesIn(form), refusalText(textsOf(localeOf(c)), error)), 409)
  }
}

/** What stands in the way, in the reader's language where there are words for it. */
function refusalText(t: Texts, error: AppError): string {
  const { extra = {} } = error.details
  if (Array.isArray(extra.occupied)) return t.flowEdit.publish.occupied(extra.occupied.length)
  return errorText(t, error)
}

async function publishPage(c: AppContext, version: number | null, move: Record<string, string>, error?: string) {
  const ctx = c.get("ctx")
  const { id, library } = placeOf(c)
  const campaign = await getCampaign(ctx, { id, library })
  const [preview, effects, flow] = await Promise.all([
    version === null
      ? previewPublish(ctx, { id, library, move })
      : previewRollback(ctx, { id, library, version, move }),
    entryEffects(ctx, { id, library }),
    campaign.kind === "campaign" ? null : getFlow(ctx, { id, library }),
  ])
  const targets = flow === null ? null : await flowNamed(c, flow.draft, version ?? "draft")
  return (
    <PublishPage
      campaign={campaign}
      version={version}
      error={error}
      problems={preview.problems}
      warnings={[
        ...(version === null ? (flow?.problems.filter((problem) => problem.level === "warning") ?? []) : []),
        ...(targets === null ? [] : await mailGapsOf(ctx, targets)),
      ]}
      stepNames={flow === null ? {} : stepNamesOf(flow)}
      targets={Object.entries(targets?.steps ?? {}).map(([stepId, step]) => ({
        id: stepId,
        name: step.name || stepId,
        type: step.type,
      }))}
      changes={preview.changes}
      entering={effects.entering}
      futureOnly={campaign.enrol === "futureOnly"}
      startsAt={effects.startsAt}
      inFlow={effects.inFlow}
    />
  )
}

/** The draft, or a version that was published. */
async function flowNamed(c: AppContext, draft: Flow, name: VersionName): Promise<Flow> {
  const { id, library } = placeOf(c)
  return name === "draft" ? draft : (await getVersion(c.get("ctx"), { id, library, version: name })).flow
}

async function versionsPage(c: AppContext) {
  const ctx = c.get("ctx")
  const place = placeOf(c)
  const { id, library } = place
  const [query, compare] = [readQuery(c, pageQuerySchema), readQuery(c, diffQuerySchema)]
  const [versions, { campaign, flow, chart }] = await Promise.all([
    listVersions(ctx, { id, library, ...query }),
    loadFlowPage(ctx, place),
  ])
  const { from = campaign.version ?? "draft", to } = compare
  const [before, after, diff] = await Promise.all([
    flowNamed(c, flow.draft, from),
    flowNamed(c, flow.draft, to),
    diffVersions(ctx, { id, library, from, to }),
  ])
  return (
    <VersionsPage
      campaign={campaign}
      rows={versions.items.map((one) => ({ ...one, publishedAt: Date.parse(one.publishedAt) }))}
      nextCursor={versions.nextCursor}
      from={String(from)}
      to={String(to)}
      before={before}
      after={after}
      diff={diff}
      names={{
        segmentName: (segment) => chart.segmentNames[segment] ?? segment,
        nameOf: (ref) => chart.names[ref] ?? ref,
      }}
      canRollBack={lockedBy(textsOf(localeOf(c)), campaign) === null}
    />
  )
}
