import * as z from "zod"
import { AppError } from "../../core/errors"
import { getImport, startImport } from "../../services/ingest/imports"
import type { AppContext } from "../env"
import { endpoint } from "./endpoint"

const tag = "Members"
const formats = { "text/csv": "csv", "application/x-ndjson": "ndjson" } as const

const importViewSchema = z
  .looseObject({
    status: z.enum(["running", "done", "failed"]),
    total: z.number().int(),
    accepted: z.number().int(),
    rejected: z.number().int(),
    rejects: z.array(z.object({ line: z.number().int(), message: z.string() })),
  })
  .meta({ id: "Import" })

export const importEndpoints = [
  endpoint({
    method: "post",
    path: "/members/import",
    tag,
    summary: "Import members from a file of any size",
    description:
      "CSV (`text/csv`; the header row is line 1: `id,email,phone,locale,timeZone`, other columns are attributes) or NDJSON (`application/x-ndjson`). With `segmentId` the members also join that list segment.",
    needs: "write",
    query: z.object({ segmentId: z.string().max(100).optional() }),
    raw: Object.keys(formats),
    example: "id,email,timeZone,plan\nm-1001,ana@example.com,America/Montevideo,gold\n",
    answer: { status: 202, schema: z.object({ importId: z.string() }) },
    errors: [404, 409],
    run: (ctx, { query }, c) =>
      startImport(ctx, { body: c.req.raw.body, format: formatOf(c), segmentId: query.segmentId }),
  }),
  endpoint({
    method: "get",
    path: "/imports/{importId}",
    tag,
    summary: "Get the progress of an import",
    needs: "read",
    params: z.object({ importId: z.string() }),
    answer: { status: 200, schema: importViewSchema },
    errors: [404],
    run: (ctx, { params }) => getImport(ctx, params.importId),
  }),
]

function formatOf(c: AppContext): "csv" | "ndjson" {
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase()
  if (type === "text/csv" || type === "application/x-ndjson") return formats[type]
  throw new AppError("invalid", "Content-Type must be text/csv or application/x-ndjson.", {
    errors: [{ path: "content-type", code: "unknownType", message: "Must be text/csv or application/x-ndjson." }],
  })
}
