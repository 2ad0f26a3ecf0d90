import { pageQuerySchema } from "../../services/page"
import {
  type HolderKind,
  holderCreateSchema,
  holderPatchSchema,
  holderViewSchema,
} from "../../services/policy-holders/schema"
import {
  createHolder,
  getHolder,
  holderPageSchema,
  listHolders,
  removeHolder,
  updateHolder,
} from "../../services/policy-holders/verbs"
import { type AnyEndpoint, endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Categories and groups"

/** Categories and groups have the same verbs on the same shape. */
function endpointsFor(kind: HolderKind, path: string): AnyEndpoint[] {
  return [
    endpoint({
      method: "post",
      path,
      tag,
      summary: `Create a ${kind}`,
      needs: "write",
      body: holderCreateSchema,
      example: {
        name: "Newsletters",
        priority: 10,
        policy: {
          caps: [{ channel: "email", max: 2, per: "P7D" }],
          quietHours: { from: "21:00", to: "08:00" },
          over: "defer",
        },
      },
      answer: { status: 201, schema: holderViewSchema },
      run: (ctx, { body }) => createHolder(ctx, { kind, ...body }),
    }),
    endpoint({
      method: "get",
      path,
      tag,
      summary: kind === "category" ? "List categories" : "List groups",
      needs: "read",
      query: pageQuerySchema,
      answer: { status: 200, schema: holderPageSchema },
      run: (ctx, { query }) => listHolders(ctx, { kind, ...query }),
    }),
    endpoint({
      method: "get",
      path: `${path}/{id}`,
      tag,
      summary: `Get a ${kind}`,
      needs: "read",
      params: idParams,
      answer: { status: 200, schema: holderViewSchema },
      errors: [404],
      run: (ctx, { params }) => getHolder(ctx, { kind, ...params }),
    }),
    endpoint({
      method: "patch",
      path: `${path}/{id}`,
      tag,
      summary: `Change a ${kind}`,
      needs: "write",
      params: idParams,
      body: holderPatchSchema,
      answer: { status: 200, schema: holderViewSchema },
      errors: [404],
      run: (ctx, { params, body }) => updateHolder(ctx, { kind, id: params.id, patch: body }),
    }),
    endpoint({
      method: "delete",
      path: `${path}/{id}`,
      tag,
      summary: `Delete a ${kind} that no campaign belongs to`,
      needs: "write",
      params: idParams,
      answer: { status: 204 },
      errors: [404, 409],
      run: (ctx, { params }) => removeHolder(ctx, { kind, ...params }),
    }),
  ]
}

export const policyHolderEndpoints = [...endpointsFor("category", "/categories"), ...endpointsFor("group", "/groups")]
