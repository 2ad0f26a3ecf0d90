import * as z from "zod"
import {
  credentialPageSchema,
  credentialSchema,
  credentialViewSchema,
  listCredentials,
  putCredential,
  removeCredential,
} from "../../services/credentials/verbs"
import { pageQuerySchema } from "../../services/page"
import { endpoint } from "./endpoint"

const tag = "Deliveries, outbox, providers"

export const credentialEndpoints = [
  endpoint({
    method: "post",
    path: "/credentials",
    tag,
    summary: "Keep a header for Web service steps",
    description:
      "Steps name it (`request.credential`) instead of holding it. It is stored encrypted and never given back; the same name again replaces it.",
    needs: "admin",
    body: credentialSchema,
    example: { name: "scoring", header: "authorization", value: "Bearer …" },
    answer: { status: 201, schema: credentialViewSchema },
    errors: [409],
    run: (ctx, { body }) => putCredential(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/credentials",
    tag,
    summary: "List credentials by name, without their values",
    needs: "read",
    query: pageQuerySchema,
    answer: { status: 200, schema: credentialPageSchema },
    run: (ctx, { query }) => listCredentials(ctx, query),
  }),
  endpoint({
    method: "delete",
    path: "/credentials/{name}",
    tag,
    summary: "Delete a credential that no flow names",
    needs: "admin",
    params: z.object({ name: z.string() }),
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removeCredential(ctx, params),
  }),
]
