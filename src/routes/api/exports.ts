import { defaultFields, ownFields } from "../../services/exports/fields"
import {
  exportPageSchema,
  exportViewSchema,
  getExport,
  listExports,
  readExport,
  removeExport,
  startExport,
} from "../../services/exports/kept"
import { streamExport } from "../../services/exports/pages"
import { exportQuerySchema, exportRequestSchema, requestOfQuery } from "../../services/exports/request"
import {
  createSchedule,
  listSchedules,
  removeSchedule,
  scheduleCreateSchema,
  schedulePageSchema,
  scheduleViewSchema,
} from "../../services/exports/schedules"
import { pageQuerySchema } from "../../services/page"
import { attachment } from "../files"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Exports"
const every = [...ownFields.member, ...ownFields.run, ...ownFields.messages].map((name) => `\`${name}\``).join(", ")
const description = `One row a run (of a campaign without a flow: a member who has campaign data), in an order that stays. \`fields\`: ${every}, \`attributes.NAME\`, and the campaign's data fields by their name or as \`data.NAME\`; absent: ${defaultFields.join(", ")}, then the data fields. \`from\` and \`to\` are instants or local dates of the campaign's zone between which a run started; \`enteredAt\` is when it came to the step that it is on. Instants are UTC in every format. CSV and XLSX hold no formulas: a CSV cell that begins like one gets a \`'\`; \`bom\` begins a CSV with the mark by which Excel knows UTF-8. An XLSX has as many sheets as its rows need.`

export const exportEndpoints = [
  endpoint({
    method: "get",
    path: "/campaigns/{id}/export",
    tag,
    summary: "Export a campaign now, as a stream of any size",
    description: `${description} A field name that holds a comma is quoted as in CSV.`,
    needs: "read",
    params: idParams,
    query: exportQuerySchema,
    answer: { status: 200, type: "text/csv" },
    errors: [404],
    run: async (ctx, { params, query }) => attachment(await streamExport(ctx, { ...params, ...requestOfQuery(query) })),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/exports",
    tag,
    summary: "Make an export that is kept",
    description: `${description} It is made in the background, shows its progress, and is kept for 30 days. \`link\` leads whoever has it to the file, for 7 days from when it was given.`,
    needs: "write",
    params: idParams,
    body: exportRequestSchema,
    example: { format: "xlsx", fields: ["memberId", "email", "status", "clicked"], status: "completed" },
    answer: { status: 202, schema: exportViewSchema },
    errors: [404, 409],
    run: (ctx, { params, body }) => startExport(ctx, { ...params, ...body }),
  }),
  endpoint({
    method: "get",
    path: "/campaigns/{id}/exports",
    tag,
    summary: "List the exports of a campaign",
    description: "Newest first, those under way among them.",
    needs: "read",
    params: idParams,
    query: pageQuerySchema,
    answer: { status: 200, schema: exportPageSchema },
    errors: [404],
    run: (ctx, { params, query }) => listExports(ctx, { ...params, ...query }),
  }),
  endpoint({
    method: "get",
    path: "/exports/{id}",
    tag,
    summary: "Get an export and its progress",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: exportViewSchema },
    errors: [404],
    run: (ctx, { params }) => getExport(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/exports/{id}/file",
    tag,
    summary: "Get the file of an export",
    needs: "read",
    params: idParams,
    answer: { status: 200, type: "text/csv" },
    errors: [404],
    run: async (ctx, { params }) => attachment(await readExport(ctx, params)),
  }),
  endpoint({
    method: "delete",
    path: "/exports/{id}",
    tag,
    summary: "Delete an export with its file",
    description: "One that is being made is given up.",
    needs: "write",
    params: idParams,
    answer: { status: 204 },
    errors: [404],
    run: (ctx, { params }) => removeExport(ctx, params),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/export-schedules",
    tag,
    summary: "Make an export again and again",
    description:
      'Every day, or on one `weekday` (1 = Monday), at a local time of `timeZone` (absent: the campaign\'s). `webhookUrl` is called when the file is there, signed by Standard Webhooks: `{"type":"export.done","timestamp","data":{"exportId","campaignId","scheduleId","format","rows","bytes","link","linkExpiresAt"}}`; 408, 429, 5xx and no answer are tried again with back-off.',
    needs: "write",
    params: idParams,
    body: scheduleCreateSchema,
    example: { name: "Mondays for the branch", format: "xlsx", weekday: 1, at: "07:00" },
    answer: { status: 201, schema: scheduleViewSchema },
    errors: [404, 409],
    run: (ctx, { params, body }) => createSchedule(ctx, { ...params, schedule: body }),
  }),
  endpoint({
    method: "get",
    path: "/campaigns/{id}/export-schedules",
    tag,
    summary: "List the export schedules of a campaign",
    needs: "read",
    params: idParams,
    query: pageQuerySchema,
    answer: { status: 200, schema: schedulePageSchema },
    errors: [404],
    run: (ctx, { params, query }) => listSchedules(ctx, { ...params, ...query }),
  }),
  endpoint({
    method: "delete",
    path: "/export-schedules/{id}",
    tag,
    summary: "Delete an export schedule",
    description: "What it has made stays.",
    needs: "write",
    params: idParams,
    answer: { status: 204 },
    errors: [404],
    run: (ctx, { params }) => removeSchedule(ctx, params),
  }),
]
