import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { ImportFormPage, ImportPage } from "../../../web/pages/import"
import { ImportColumns, ImportsPage } from "../../../web/pages/imports"
import { rejectWords } from "../../../web/reject-words"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { type ImportColumn, readColumns } from "../../services/ingest/columns"
import { getImport, listImports, rejectsFile, startImport } from "../../services/ingest/imports"
import { segmentChoices } from "../../services/overview/names"
import { pageQuerySchema } from "../../services/page"
import { readBody, readFormData } from "../body"
import type { AppContext, AppEnv } from "../env"
import { csvFile } from "../files"
import { errorsByField, readQuery } from "./forms"
import { fragment, leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** Of a file's name in the history. */
const nameCharsMax = 200

/** Importing members from a file, and its progress (MEM-3). */
export const importPages = new Hono<AppEnv>()
  .get("/members/import", async (c) => page(c, await formPage(c, c.req.query("segmentId") ?? "", {})))
  .post("/members/import", async (c) => {
    const form = await readFormData(c.req)
    const file: unknown = form.get("file")
    const segmentId = String(form.get("segmentId") ?? "")
    if (file instanceof File && file.size > 0) return take(c, file.stream(), { name: file.name, segmentId })
    const { fileRequired } = textsOf(localeOf(c)).people.import
    return page(c, await formPage(c, segmentId, { file: fileRequired }), 422)
  })
  .post("/members/import/file", (c) => {
    const { file: name = "", segmentId = "", map } = c.req.query()
    return take(c, c.req.raw.body, { name, segmentId, map })
  })
  .post("/members/import/columns", importColumns)
  .get("/imports", async (c) => {
    const { items, nextCursor } = await listImports(c.get("ctx"), readQuery(c, pageQuerySchema))
    const rows = items.map((item) => ({ ...item, createdAt: Date.parse(item.createdAt) }))
    return page(c, <ImportsPage rows={rows} nextCursor={nextCursor} />)
  })
  .get("/imports/:id/rejects.csv", async (c) => {
    const id = c.req.param("id")
    const t = textsOf(localeOf(c))
    return csvFile(await rejectsFile(c.get("ctx"), id, (reject) => rejectWords(t, reject)), `rejects-${id}.csv`)
  })
  .get("/imports/:id", async (c) => {
    const job = await getImport(c.get("ctx"), c.req.param("id"))
    return page(c, <ImportPage job={job} />)
  })

async function take(
  c: AppContext,
  body: ReadableStream<Uint8Array> | null,
  { name, segmentId, map }: { name: string; segmentId: string; map?: string | undefined },
): Promise<Response> {
  try {
    const file = { body, ...fileNamed(name), segmentId: segmentId || undefined, map }
    const { importId } = await startImport(c.get("ctx"), file)
    return leadTo(c, `/imports/${importId}`)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error
    const errors = errorsByField(textsOf(localeOf(c)), error.details.errors ?? [], () => "file")
    return page(c, await formPage(c, segmentId, errors), 422)
  }
}

/** A file is told by its name to be CSV or NDJSON. */
export function fileNamed(name: string): { format: "csv" | "ndjson"; name: string | undefined } {
  const format = /\.(ndjson|jsonl)$/i.test(name) ? "ndjson" : "csv"
  return { format, name: name.slice(0, nameCharsMax) || undefined }
}

/** Which column is what, of the beginning of a file. */
export async function importColumns(c: AppContext): Promise<Response> {
  const beginning = new TextDecoder().decode(await readBody(c.req.raw))
  return fragment(c, <ImportColumns columns={columnsOf(beginning)} />)
}

/** None when the file has no header that can be read; what is wrong with it is said when it is sent. */
function columnsOf(beginning: string): ImportColumn[] {
  try {
    return readColumns(beginning)
  } catch {
    return []
  }
}

async function formPage(c: AppContext, segmentId: string, errors: FormErrors) {
  const segments = await segmentChoices(c.get("ctx"))
  return <ImportFormPage segments={segments.filter((s) => s.kind === "list")} segmentId={segmentId} errors={errors} />
}
