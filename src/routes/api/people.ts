import * as z from "zod"
import { pageQuerySchema } from "../../services/page"
import {
  getPerson,
  type Invited,
  invitePerson,
  listPeople,
  personCreateSchema,
  personPageSchema,
  personPatchSchema,
  personSchema,
  removePerson,
  renewInvite,
  updatePerson,
} from "../../services/people/verbs"
import type { AppContext } from "../env"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Access"

/** The answer to an invitation: the only time the link is shown. */
const invitedSchema = personSchema.extend({ inviteUrl: z.string() }).meta({ id: "PersonInvited" })

function invited(c: AppContext, { person, invitePath }: Invited): z.infer<typeof invitedSchema> {
  return { ...person, inviteUrl: new URL(invitePath, c.req.url).href }
}

export const peopleEndpoints = [
  endpoint({
    method: "post",
    path: "/people",
    tag,
    summary: "Invite a person",
    description:
      "Roles: `viewer` reads, `editor` changes campaigns, members and segments, `admin` everything, `owner` also owners. `inviteUrl` works once, for seven days, and is shown this once: whoever opens it sets the password.",
    needs: "admin",
    body: personCreateSchema,
    example: { email: "ana@example.com", role: "editor" },
    answer: { status: 201, schema: invitedSchema },
    run: async (ctx, { body }, c) => invited(c, await invitePerson(ctx, body)),
  }),
  endpoint({
    method: "get",
    path: "/people",
    tag,
    summary: "List people who may sign in",
    needs: "admin",
    query: pageQuerySchema,
    answer: { status: 200, schema: personPageSchema },
    run: (ctx, { query }) => listPeople(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/people/{id}",
    tag,
    summary: "Get a person",
    needs: "admin",
    params: idParams,
    answer: { status: 200, schema: personSchema },
    errors: [404],
    run: (ctx, { params }) => getPerson(ctx, params),
  }),
  endpoint({
    method: "patch",
    path: "/people/{id}",
    tag,
    summary: "Change a person's role or language",
    needs: "admin",
    params: idParams,
    body: personPatchSchema,
    example: { role: "viewer" },
    answer: { status: 200, schema: personSchema },
    errors: [404, 409],
    run: (ctx, { params, body }) => updatePerson(ctx, { id: params.id, patch: body }),
  }),
  endpoint({
    method: "post",
    path: "/people/{id}/invite",
    tag,
    summary: "Make a new link by which a person sets a password",
    needs: "admin",
    params: idParams,
    answer: { status: 200, schema: invitedSchema },
    errors: [404],
    run: async (ctx, { params }, c) => invited(c, await renewInvite(ctx, params)),
  }),
  endpoint({
    method: "delete",
    path: "/people/{id}",
    tag,
    summary: "Remove a person",
    description: "Shuts them out at once.",
    needs: "admin",
    params: idParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removePerson(ctx, params),
  }),
]
