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
    const form = await c.req.formData()
    const file: unknown = form.get("file")
    const segmentId = String(form.get("segmentId") ?? "")
    if (file instanceof File && file.size > 0) return take(c, file.stream(), { name: file.name, segmentId })
    const { fileRequired } = textsOf(localeOf(c)).people.import
    return page(c, await formPage(c, segmentId, { file: fileRequired }), 422)
  })
  .post("/members/import/file", (c) => {
    const { name = "", segmentId = "" } = c.req.query()
    return take(c, c.req.raw.body, { name, segmentId })
  })
  .get("/imports/:id", async (c) => {
    const job = await getImport(c.get("ctx"), c.req.param("id"))
    return page(c, <ImportPage job={job} />)
  })

/** Starts the import of one file, told by its name to be CSV or NDJSON. */
async function take(
  c: AppContext,
  body: ReadableStream<Uint8Array> | null,
  { name, segmentId }: { name: string; segmentId: string },
): Promise<Response> {
  const format = /\.(ndjson|jsonl)$/i.test(name) ? "ndjson" : "csv"
  try {
    const { importId } = await startImport(c.get("ctx"), { body, format, segmentId: segmentId || undefined })
    return leadTo(c, `/imports/${importId}`)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error
    const errors = errorsByField(textsOf(localeOf(c)), error.details.errors ?? [], () => "file")
    return page(c, await formPage(c, segmentId, errors), 422)
  }
}

async function formPage(c: AppContext, segmentId: string, errors: FormErrors) {
  const segments = await segmentChoices(c.get("ctx"))
  return <ImportFormPage segments={segments.filter((s) => s.kind === "list")} segmentId={segmentId} errors={errors} />
}
