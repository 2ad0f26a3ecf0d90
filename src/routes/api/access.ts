import { auditCsv, auditPageSchema, auditQuerySchema, listAudit } from "../../services/audit"
import { pageQuerySchema } from "../../services/page"
import {
  createToken,
  listTokens,
  removeToken,
  tokenCreatedSchema,
  tokenCreateSchema,
  tokenPageSchema,
} from "../../services/tokens/verbs"
import { csvFile } from "../files"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Access"

export const accessEndpoints = [
  endpoint({
    method: "post",
    path: "/tokens",
    tag,
    summary: "Create an API token",
    description:
      "The answer is the only time the token is shown. Scopes: `read`, `ingest`, `write` (and both before), `admin` (everything).",
    needs: "admin",
    body: tokenCreateSchema,
    answer: { status: 201, schema: tokenCreatedSchema },
    run: (ctx, { body }) => createToken(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/tokens",
    tag,
    summary: "List API tokens",
    needs: "admin",
    query: pageQuerySchema,
    answer: { status: 200, schema: tokenPageSchema },
    run: (ctx, { query }) => listTokens(ctx, query),
  }),
  endpoint({
    method: "delete",
    path: "/tokens/{id}",
    tag,
    summary: "Revoke an API token",
    needs: "admin",
    params: idParams,
    answer: { status: 204 },
    errors: [404],
    run: (ctx, { params }) => removeToken(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/audit",
    tag,
    summary: "Search the audit log",
    description: "Every change by whom and when, newest first.",
    needs: "admin",
    query: auditQuerySchema,
    answer: { status: 200, schema: auditPageSchema },
    run: (ctx, { query }) => listAudit(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/audit/export",
    tag,
    summary: "The audit log as CSV",
    description: "With the filters of the search; however long it is.",
    needs: "admin",
    query: auditQuerySchema,
    answer: { status: 200, type: "text/csv" },
    run: async (ctx, { query }) => csvFile(auditCsv(ctx, query), "audit.csv"),
  }),
]
