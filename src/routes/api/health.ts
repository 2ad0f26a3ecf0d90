import { backupListSchema, backupViewSchema } from "../../services/backups/schema"
import { listBackups, makeBackup, readBackup } from "../../services/backups/verbs"
import { readHealth } from "../../services/health/read"
import { healthSchema } from "../../services/health/schema"
import { pageQuerySchema } from "../../services/page"
import { rebuildPageSchema, rebuildSchema } from "../../services/rebuild/schema"
import { listRebuilds, readRebuild, startRebuild } from "../../services/rebuild/verbs"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Operations"

export const healthEndpoints = [
  endpoint({
    method: "post",
    path: "/system/rebuild",
    tag,
    summary: "Rebuild the read model",
    description:
      "Counters and series are counted anew from all journals; profiles, memberships, campaign data, open runs and latest deliveries are taken from the members' objects; ended runs and older deliveries that are missing are brought back from the journals. It goes on in the background while the system works; numbers change once, at its end. 409 while one runs.",
    needs: "admin",
    answer: { status: 202, schema: rebuildSchema },
    errors: [409],
    run: (ctx) => startRebuild(ctx),
  }),
  endpoint({
    method: "get",
    path: "/system/rebuild",
    tag,
    summary: "How far the last rebuild of the read model is",
    needs: "read",
    answer: { status: 200, schema: rebuildSchema },
    errors: [404],
    run: (ctx) => readRebuild(ctx),
  }),
  endpoint({
    method: "get",
    path: "/system/rebuilds",
    tag,
    summary: "List rebuilds of the read model",
    description: "Newest first, each with how many numbers it put right and the largest of them.",
    needs: "read",
    query: pageQuerySchema,
    answer: { status: 200, schema: rebuildPageSchema },
    run: (ctx, { query }) => listRebuilds(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/health",
    tag,
    summary: "How the system is",
    description:
      "Queue depth, dead letters, the oldest overdue wake-up, errors of providers within the last hour, processing rate, and the last backup; each with a state.",
    needs: "read",
    answer: { status: 200, schema: healthSchema },
    run: (ctx) => readHealth(ctx),
  }),
  endpoint({
    method: "get",
    path: "/backups",
    tag,
    summary: "List backups",
    description: "Backups of what people configure, newest first. One is made every day; the last 30 are kept.",
    needs: "admin",
    answer: { status: 200, schema: backupListSchema },
    run: (ctx) => listBackups(ctx),
  }),
  endpoint({
    method: "post",
    path: "/backups",
    tag,
    summary: "Make a backup",
    needs: "admin",
    answer: { status: 201, schema: backupViewSchema },
    run: (ctx) => makeBackup(ctx),
  }),
  endpoint({
    method: "get",
    path: "/backups/{id}",
    tag,
    summary: "Download a backup",
    description:
      "Gzipped NDJSON, a line `{table, row}` for each row. `npm run restore -- FILE` makes the SQL that puts it back.",
    needs: "admin",
    params: idParams,
    answer: { status: 200, type: "application/gzip" },
    errors: [404],
    run: async (ctx, { params }) => {
      const { size, body } = await readBackup(ctx, params)
      return new Response(body, {
        headers: {
          "content-type": "application/gzip",
          "content-length": String(size),
          "content-disposition": `attachment; filename="millrace-${params.id}.ndjson.gz"`,
        },
      })
    },
  }),
]
