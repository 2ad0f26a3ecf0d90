import { flowViewSchema, getFlow } from "../../services/flows/get"
import { flowInputSchema, saveFlow } from "../../services/flows/save"
import type { AppContext } from "../env"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Flows"

export const flowEndpoints = [
  endpoint({
    method: "get",
    path: "/campaigns/{id}/flow",
    tag,
    summary: "Get a flow's draft, what is published, and its problems",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: flowViewSchema },
    errors: [404, 409],
    run: async (ctx, { params }, c) => withEtag(c, await getFlow(ctx, params)),
  }),
  endpoint({
    method: "put",
    path: "/campaigns/{id}/flow",
    tag,
    summary: "Save a flow's draft",
    description:
      "Any well-formed graph is taken and its problems listed. With `If-Match` a draft that somebody else has saved meanwhile is a 412.",
    needs: "write",
    params: idParams,
    body: flowInputSchema,
    answer: { status: 200, schema: flowViewSchema },
    errors: [404, 409, 412],
    run: async (ctx, { params, body }, c) =>
      withEtag(c, await saveFlow(ctx, { id: params.id, flow: body, ifMatch: ifMatch(c) })),
  }),
]

function withEtag<T extends { etag: string }>(c: AppContext, view: T): T {
  c.header("ETag", `"${view.etag}"`)
  return view
}

/** The tag asked for, with or without its quotes; null when any will do. */
function ifMatch(c: AppContext): string | null {
  const header = c.req.header("if-match")?.trim()
  if (header === undefined || header === "*") return null
  return header.replace(/^W\//, "").replaceAll('"', "")
}
