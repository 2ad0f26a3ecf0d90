import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { ImportFormPage, ImportPage } from "../../../web/pages/import"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { getImport, startImport } from "../../services/ingest/imports"
import { segmentChoices } from "../../services/overview/names"
import type { AppContext, AppEnv } from "../env"
import { errorsByField } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** Importing members from a file, and its progress (MEM-3). */
export const importPages = new Hono<AppEnv>()
  .get("/members/import", async (c) => page(c, await formPage(c, c.req.query("segmentId") ?? "", {})))
  .post("/members/import", async (c) => {
    const t = textsOf(localeOf(c))
    const form = await c.req.formData()
    const file: unknown = form.get("file")
    const segmentId = String(form.get("segmentId") ?? "")
    if (!(file instanceof File) || file.size === 0) {
      return page(c, await formPage(c, segmentId, { file: t.people.import.fileRequired }), 422)
    }
    try {
      const format = /\.(ndjson|jsonl)$/i.test(file.name) || file.type === "application/x-ndjson" ? "ndjson" : "csv"
      const body = file.stream()
      const { importId } = await startImport(c.get("ctx"), { body, format, segmentId: segmentId || undefined })
      return leadTo(c, `/imports/${importId}`)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "invalid") throw error
      const errors = errorsByField(t, error.details.errors ?? [], () => "file")
      return page(c, await formPage(c, segmentId, errors), 422)
    }
  })
  .get("/imports/:id", async (c) => {
    const job = await getImport(c.get("ctx"), c.req.param("id"))
    return page(c, <ImportPage job={job} />)
  })

async function formPage(c: AppContext, segmentId: string, errors: FormErrors) {
  const segments = await segmentChoices(c.get("ctx"))
  return <ImportFormPage segments={segments.filter((s) => s.kind === "list")} segmentId={segmentId} errors={errors} />
}
