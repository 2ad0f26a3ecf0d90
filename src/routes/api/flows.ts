import { flowViewSchema, getFlow } from "../../services/flows/get"
import { flowInputSchema, saveFlow } from "../../services/flows/save"
import type { AppContext } from "../env"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Flows"

/** An email, four days, a condition with two ways out. */
const example = {
  start: "welcome",
  steps: {
    welcome: {
      type: "email",
      name: "Welcome",
      message: { subject: "Hello {{ member.attributes.firstName | default: 'there' }}", html: "<p>Welcome!</p>" },
      outcomes: { sent: "wait" },
    },
    wait: { type: "delay", name: "Four days", delay: { for: "P4D", at: "09:00" }, outcomes: { done: "gold" } },
    gold: {
      type: "condition",
      name: "Gold plan?",
      rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] },
      outcomes: { met: "vip", notMet: "end" },
    },
    vip: { type: "sms", name: "VIP line", message: { text: "Your VIP line: 555 0100" }, outcomes: { sent: "end" } },
    end: { type: "end", name: "End" },
  },
}

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
    example,
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
