import { Hono } from "hono"
import { FlowEditorPage } from "../../../web/pages/flow-editor"
import { textsOf } from "../../../web/ui"
import { AppError, type ErrorCode, invalid } from "../../core/errors"
import { exportFlow, flowDocumentSchema } from "../../services/flows/export"
import { importFlow } from "../../services/flows/import"
import { flowInputSchema, saveFlow } from "../../services/flows/save"
import { readFormData } from "../body"
import type { AppContext, AppEnv } from "../env"
import { httpStatus, invalidInput } from "../errors"
import { lockedBy } from "./flow-edit"
import { placeOf } from "./flow-place"
import { newsSince, seenOf } from "./flow-seen"
import { loadFlowPage, stepNamesOf } from "./flow-view"
import { attempt, readForm, refusalOf } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** The draft as text, and the flow as a document to take away or bring in (FLOW-15). */
export const flowJsonPages = new Hono<AppEnv>()
  .get("/flow/json", async (c) => page(c, await editorPage(c, {})))
  .post("/flow/json", async (c) => {
    const t = textsOf(localeOf(c))
    const { id, library, home } = placeOf(c)
    const form = await readForm(c)
    const typed = { text: form.all("flow")[0] ?? "", etag: form.text("etag"), seen: form.text("seen") }
    const parsed = parsedJson(typed.text)
    if ("problem" in parsed) {
      return page(c, await editorPage(c, { ...typed, errors: { flow: t.flow.editor.syntax(parsed.problem) } }), 422)
    }
    try {
      const save = (flow: Parameters<typeof saveFlow>[1]["flow"]) =>
        saveFlow(c.get("ctx"), { id, library, flow, ifMatch: typed.etag || null })
      const tried = await attempt(t, flowInputSchema, parsed.value, save, (path) => path)
      if (tried.done) return leadTo(c, `${home}/flow/steps`, "saved")
      const lines = Object.entries(tried.errors).map(([path, message]) =>
        path === "" ? message : `${path}: ${message}`,
      )
      const errors = { "": t.flow.editor.shape, flow: lines.join(" · ") }
      return page(c, await editorPage(c, { ...typed, errors }), tried.status)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "staleVersion") throw error
      return page(c, await editorPage(c, { text: typed.text, seenBefore: typed.seen }), 412)
    }
  })
  .get("/flow/export", async (c) => {
    const { id, library } = placeOf(c)
    const document = await exportFlow(c.get("ctx"), { id, library, version: "draft" })
    const name = document.name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-+|-+$/g, "") || "flow"
    c.header("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}.json`)
    return c.json(document)
  })
  .post("/flow/import", async (c) => {
    const { id, library, home } = placeOf(c)
    const form = await readFormData(c.req)
    const file = form.get("document")
    const ifMatch = String(form.get("etag") ?? "") || null
    try {
      const document = documentIn(file instanceof File ? await file.text() : String(file ?? ""))
      await importFlow(c.get("ctx"), { id, library, document, ifMatch })
      return leadTo(c, `${home}/flow/steps`, "saved")
    } catch (error) {
      if (!(error instanceof AppError) || !(error.code in said)) throw error
      const changed = textsOf(localeOf(c)).flowEdit.removal.changed
      const document = error.code === "staleVersion" ? changed : refusalOf(c, error)
      return page(c, await editorPage(c, { errors: { document } }), httpStatus(error.code))
    }
  })

/** Refusals of an import that are said at its field. */
const said: Partial<Record<ErrorCode, true>> = { invalid: true, conflict: true, staleVersion: true }

/** An exported flow; anything else is told to be none, whatever it is. */
function documentIn(text: string) {
  const parsed = parsedJson(text)
  const document = "problem" in parsed ? null : flowDocumentSchema.safeParse(parsed.value)
  if (document?.success) return document.data
  const first = document === null ? undefined : invalidInput(document.error).details.errors?.[0]
  throw invalid(
    "document",
    "noDocument",
    `This is no exported flow${first ? `: ${first.path}: ${first.message}` : ""}.`,
  )
}

interface Typed {
  text?: string
  etag?: string
  seen?: string
  errors?: Record<string, string>
  /** What its author had seen, when somebody else has saved since (FLOW-16). */
  seenBefore?: string
}

async function editorPage(c: AppContext, typed: Typed) {
  const { campaign, flow } = await loadFlowPage(c.get("ctx"), placeOf(c))
  return (
    <FlowEditorPage
      campaign={campaign}
      text={typed.text ?? JSON.stringify(flow.draft, null, 2)}
      etag={typed.etag ?? flow.etag}
      seen={typed.seen ?? seenOf(flow.draft)}
      problems={flow.problems}
      stepNames={stepNamesOf(flow)}
      errors={typed.errors ?? {}}
      news={typed.seenBefore === undefined ? undefined : newsSince(typed.seenBefore, flow.draft)}
      locked={lockedBy(textsOf(localeOf(c)), campaign)}
    />
  )
}

function parsedJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "" }
  }
}
