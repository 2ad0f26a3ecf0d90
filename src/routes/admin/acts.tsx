import { type Context, Hono } from "hono"
import type { ComponentChild } from "preact"
import type { en } from "../../../web/locales/en"
import {
  ArchivePage,
  CancelPage,
  CloseEntryPage,
  CopyPage,
  MoveEndPage,
  OpenEntryPage,
  PausePage,
  RemoveCampaignPage,
  ResumePage,
} from "../../../web/pages/campaign-acts"
import { homeOf } from "../../../web/pages/campaign-head"
import { AppError } from "../../core/errors"
import { archiveCampaign } from "../../services/campaigns/archive"
import { cancelCampaign } from "../../services/campaigns/cancel"
import { campaignCopySchema, copyCampaign } from "../../services/campaigns/copy"
import { closeEntry, openEntry } from "../../services/campaigns/entry"
import { getCampaign } from "../../services/campaigns/get"
import { pauseCampaign } from "../../services/campaigns/pause"
import { removeCampaign } from "../../services/campaigns/remove"
import { previewResume, resumeCampaign, resumeSchema } from "../../services/campaigns/resume"
import { retryRuns } from "../../services/campaigns/retry-runs"
import type { CampaignRef, CampaignView, Library } from "../../services/campaigns/row"
import { campaignPatchSchema } from "../../services/campaigns/schema"
import { updateCampaign } from "../../services/campaigns/update"
import type { Ctx } from "../../services/context"
import { campaignEffects } from "../../services/overview/effects"
import { archiveWorkflow, getWorkflow, removeWorkflow } from "../../services/workflows/verbs"
import type { AppEnv } from "../env"
import { invalidInput } from "../errors"
import { localMoment } from "./campaign-form"
import { type PostedForm, readForm, refusalOf } from "./forms"
import { leadTo, page } from "./respond"

/** What an act is done to, with the numbers that its question shows. */
interface Asked {
  ctx: Ctx
  ref: CampaignRef
  campaign: CampaignView
  form: PostedForm | null
  error?: string | undefined
}

/** An act on a campaign or workflow: its question says the effect (GET), its verb does it (POST). */
interface Act {
  ask(asked: Asked): Promise<ComponentChild>
  /** Gives the page to go on to; absent: where one came from. */
  verb(ctx: Ctx, ref: CampaignRef, form: PostedForm): Promise<{ id: string; kind: CampaignView["kind"] } | null>
  note: keyof typeof en.notes
}

const pause: Act = {
  ask: async ({ ctx, ref, ...asked }) => <PausePage {...asked} {...(await campaignEffects(ctx, ref))} />,
  verb: (ctx, ref) => pauseCampaign(ctx, ref),
  note: "paused",
}

const cancel: Act = {
  ask: async ({ ctx, ref, ...asked }) => <CancelPage {...asked} {...(await campaignEffects(ctx, ref))} />,
  verb: (ctx, ref) => cancelCampaign(ctx, ref),
  note: "cancelled",
}

const resume: Act = {
  async ask({ ctx, ref, ...asked }) {
    const { pausedAt, overdue } = await previewResume(ctx, ref)
    return <ResumePage {...asked} pausedAt={Date.parse(pausedAt)} {...overdue} />
  },
  verb(ctx, ref, form) {
    const choice = form.text("overdue")
    const overdue = choice === "spread" ? { spreadOverHours: Number(form.text("hours")) } : choice || "shift"
    const parsed = resumeSchema.safeParse({ overdue })
    if (!parsed.success) throw invalidInput(parsed.error)
    return resumeCampaign(ctx, { ...ref, ...parsed.data })
  },
  note: "resumed",
}

const copy: Act = {
  ask: async ({ campaign, error }) => <CopyPage campaign={campaign} error={error} />,
  verb(ctx, ref, form) {
    const name = form.text("name")
    const parsed = campaignCopySchema.safeParse(form.has("name") ? { name } : {})
    if (!parsed.success) throw invalidInput(parsed.error)
    return copyCampaign(ctx, { ...ref, ...parsed.data })
  },
  note: "created",
}

const archive: Act = {
  async ask({ ctx, ref, ...asked }) {
    const { runs } = await campaignEffects(ctx, ref)
    const usedBy = ref.library === "workflows" ? (await getWorkflow(ctx, ref)).usedBy.map((user) => user.name) : []
    return <ArchivePage {...asked} runs={runs} usedBy={usedBy} />
  },
  async verb(ctx, ref) {
    if (ref.library !== "workflows") return archiveCampaign(ctx, ref)
    const { id } = await archiveWorkflow(ctx, ref)
    return { id, kind: "workflow" }
  },
  note: "archived",
}

const remove: Act = {
  ask: async ({ campaign, error }) => <RemoveCampaignPage campaign={campaign} error={error} />,
  async verb(ctx, ref) {
    await (ref.library === "workflows" ? removeWorkflow(ctx, ref) : removeCampaign(ctx, ref))
    return null
  },
  note: "removed",
}

const closing: Act = {
  ask: async ({ ctx, ref, ...asked }) => <CloseEntryPage {...asked} runs={(await campaignEffects(ctx, ref)).runs} />,
  verb: (ctx, ref) => closeEntry(ctx, ref),
  note: "entryClosed",
}

const opening: Act = {
  ask: async ({ campaign, error }) => <OpenEntryPage campaign={campaign} error={error} />,
  verb: (ctx, ref) => openEntry(ctx, ref),
  note: "entryOpened",
}

const moveEnd: Act = {
  async ask({ ctx, ref, form, ...asked }) {
    const { endsAt, atEnd } = asked.campaign
    const date = form === null ? (endsAt?.slice(0, 10) ?? "") : form.text("endsAtDate")
    const time = form === null ? (endsAt?.slice(11, 16) ?? "") : form.text("endsAtTime")
    return <MoveEndPage {...asked} {...(await campaignEffects(ctx, ref))} {...{ endsAt, atEnd, date, time }} />
  },
  verb(ctx, ref, form) {
    const endsAt = localMoment(form.text("endsAtDate"), form.text("endsAtTime"))
    const parsed = campaignPatchSchema.safeParse({ endsAt })
    if (!parsed.success) throw invalidInput(parsed.error)
    return updateCampaign(ctx, { id: ref.id, patch: parsed.data })
  },
  note: "endMoved",
}

const onBoth: Record<string, Act> = { pause, resume, cancel, copy, archive, remove }
const onCampaigns: Record<string, Act> = { ...onBoth, "close-entry": closing, "open-entry": opening, end: moveEnd }

function actPages(library: Exclude<Library, "any">, acts: Record<string, Act>): Hono<AppEnv> {
  const pages = new Hono<AppEnv>()
  const asked = async (c: Context<AppEnv>, act: Act, form: PostedForm | null, error?: string) => {
    const ctx = c.get("ctx")
    const ref = { id: c.req.param("id") ?? "", library }
    return act.ask({ ctx, ref, campaign: await getCampaign(ctx, ref), form, error })
  }
  for (const [name, act] of Object.entries(acts)) {
    pages.get(`/${library}/:id/${name}`, async (c) => page(c, await asked(c, act, null)))
    pages.post(`/${library}/:id/${name}`, async (c) => {
      const form = await readForm(c)
      try {
        const gone = await act.verb(c.get("ctx"), { id: c.req.param("id"), library }, form)
        if (gone === null) return leadTo(c, `/${library}`, act.note)
        const tab = act === copy || gone.kind === "campaign" ? "settings" : "flow"
        return leadTo(c, `${homeOf(gone)}/${tab}`, act.note)
      } catch (error) {
        return page(c, await asked(c, act, form, refusal(c, error)), 409)
      }
    })
  }
  return pages
}

/** What an expected refusal says, in the reader's language where there are words for it; anything else goes on. */
function refusal(c: Context<AppEnv>, error: unknown): string {
  if (!(error instanceof AppError) || (error.code !== "conflict" && error.code !== "invalid")) throw error
  return refusalOf(c, error)
}

/** The acts on campaigns, flows and workflows but publishing (CAM-4 to CAM-8, CAM-17, WF-1). */
export const actsPages = new Hono<AppEnv>()
  .route("/", actPages("campaigns", onCampaigns))
  .route("/", actPages("workflows", onBoth))
  .post("/campaigns/:id/retry", (c) => retry(c, "campaigns"))
  .post("/workflows/:id/retry", (c) => retry(c, "workflows"))

async function retry(c: Context<AppEnv>, library: Exclude<Library, "any">): Promise<Response> {
  const id = c.req.param("id") ?? ""
  await retryRuns(c.get("ctx"), { id, library })
  return leadTo(c, `/${library}/${id}/members`, "retried")
}
