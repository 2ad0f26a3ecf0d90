import * as z from "zod"
import { AppError } from "../../core/errors"
import { nameSchema } from "../../services/campaigns/schema"
import type { Ctx } from "../../services/context"
import { once } from "../../services/idempotency"
import {
  getImport,
  importListSchema,
  importSchema,
  listImports,
  rejectsFile,
  type StartImport,
  startImport,
} from "../../services/ingest/imports"
import { pageQuerySchema } from "../../services/page"
import type { AppContext } from "../env"
import { csvFile } from "../files"
import { checkKey, endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Members"
const formats = { "text/csv": "csv", "application/x-ndjson": "ndjson" } as const

export const importEndpoints = [
  endpoint({
    method: "post",
    path: "/members/import",
    tag,
    summary: "Import members from a file of any size",
    description:
      "CSV (`text/csv`; the header row is line 1: `id,email,phone,locale,timeZone`, other columns are attributes) or NDJSON (`application/x-ndjson`). With `segmentId` the members also join that list segment, with `newSegment` a list segment of that name, which is made for them and whose id is answered. `map` says which column of a CSV file is what: a JSON object, column name → `id`, `email`, `phone`, `locale`, `timeZone`, `attribute:NAME` or `skip`; columns that it does not name keep their meaning. `name` is shown in the history. Text is UTF-8, with or without its mark; a cell that begins like a formula stays the text that it is; a record has at most 1,000,000 characters. Archives and Excel files are refused.",
    needs: "write",
    query: z.object({
      segmentId: z.string().max(100).optional(),
      newSegment: nameSchema.optional(),
      map: z.string().max(16_000).optional(),
      name: z.string().max(200).optional(),
    }),
    raw: Object.keys(formats),
    example: "id,email,timeZone,plan\nm-1001,ana@example.com,America/Montevideo,gold\n",
    answer: { status: 202, schema: z.object({ importId: z.string(), segmentId: z.string().optional() }) },
    errors: [404, 409],
    run: async (ctx, { query }, c) => {
      const file = { body: c.req.raw.body, format: formatOf(c), ...query }
      const key = c.req.header("idempotency-key")
      return key === undefined ? startImport(ctx, file) : startOnce(ctx, c, { key, file })
    },
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/data/import",
    tag: "Campaign data",
    summary: "Import values of a campaign's data fields from a file of any size",
    description:
      "CSV (`text/csv`): a column `id`, every other column a data field by its name; an empty cell says nothing. NDJSON (`application/x-ndjson`): `id` and the values, beside it or under `values`; null removes one. Values must fit their fields' types and members must exist; lines that do not are reported as with members.",
    needs: "write",
    params: idParams,
    query: z.object({ name: z.string().max(200).optional() }),
    raw: Object.keys(formats),
    example: "id,amount,due\nm-1001,1200.5,2027-03-01\n",
    answer: { status: 202, schema: z.object({ importId: z.string() }) },
    errors: [404, 409],
    run: async (ctx, { params, query }, c) => {
      const file = { body: c.req.raw.body, format: formatOf(c), campaignId: params.id, ...query }
      const key = c.req.header("idempotency-key")
      return key === undefined ? startImport(ctx, file) : startOnce(ctx, c, { key, file })
    },
  }),
  endpoint({
    method: "get",
    path: "/imports",
    tag,
    summary: "List imports",
    description: "Newest first.",
    needs: "read",
    query: pageQuerySchema,
    answer: { status: 200, schema: importListSchema },
    run: (ctx, { query }) => listImports(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/imports/{importId}/rejects.csv",
    tag,
    summary: "Get every rejected line of an import as a file",
    needs: "read",
    params: z.object({ importId: z.string() }),
    answer: { status: 200, type: "text/csv" },
    errors: [404],
    run: async (ctx, { params }) => csvFile(await rejectsFile(ctx, params.importId), `rejects-${params.importId}.csv`),
  }),
  endpoint({
    method: "get",
    path: "/imports/{importId}",
    tag,
    summary: "Get the progress of an import",
    needs: "read",
    params: z.object({ importId: z.string() }),
    answer: { status: 200, schema: importSchema },
    errors: [404],
    run: (ctx, { params }) => getImport(ctx, params.importId),
  }),
]

/**
 * A file is not read twice to be compared: under the same key, one of the same type and length is taken to be the same.
 * Should it not be, nothing is lost but the import, and the same file twice changes nothing anyway (MEM-3).
 */
async function startOnce(ctx: Ctx, c: AppContext, of: { key: string; file: StartImport }): Promise<unknown> {
  checkKey(of.key)
  const request = `${of.file.format} ${of.file.segmentId ?? ""} ${of.file.newSegment ?? ""} ${of.file.map ?? ""} ${c.req.header("content-length") ?? "chunked"}`
  const answer = await once(ctx, { key: of.key, request, path: c.req.path }, async () => ({
    status: 202,
    body: JSON.stringify(await startImport(ctx, of.file)),
  }))
  if (answer.replayed) c.header("Idempotent-Replay", "true")
  return JSON.parse(answer.body)
}

function formatOf(c: AppContext): "csv" | "ndjson" {
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase()
  if (type === "text/csv" || type === "application/x-ndjson") return formats[type]
  throw new AppError("invalid", "Content-Type must be text/csv or application/x-ndjson.", {
    errors: [{ path: "content-type", code: "unknownType", message: "Must be text/csv or application/x-ndjson." }],
  })
}
