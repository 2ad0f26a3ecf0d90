import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { PeoplePage, PersonActPage, PersonPage, type PersonRow } from "../../../web/pages/people"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { authorize } from "../../services/access"
import { pageQuerySchema } from "../../services/page"
import {
  getPerson,
  type Invited,
  invitePerson,
  listPeople,
  type Person,
  personCreateSchema,
  personPatchSchema,
  removePerson,
  renewInvite,
  updatePerson,
} from "../../services/people/verbs"
import type { AppContext, AppEnv } from "../env"
import { attempt, readForm, readQuery, refusalOf } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const empty = { email: "", role: "editor" }

/** People who sign in: the admin's (API-3). */
export const peoplePages = new Hono<AppEnv>()
  .use("/settings/people/*", async (c, next) => {
    authorize(c.get("ctx").actor, "admin")
    await next()
  })
  .get("/settings/people", (c) => listPage(c, empty, {}, null))
  .post("/settings/people", async (c) => {
    const form = await readForm(c)
    const values = { email: form.text("email"), role: form.text("role") }
    const tried = await attempt(textsOf(localeOf(c)), personCreateSchema, values, (input) =>
      invitePerson(c.get("ctx"), input),
    )
    if (tried.done) return listPage(c, empty, {}, tried.value)
    return listPage(c, values, tried.errors, null, tried.status)
  })
  .get("/settings/people/:id", async (c) => {
    const person = await getPerson(c.get("ctx"), { id: c.req.param("id") })
    return page(c, <PersonPage person={rowOf(c, person)} role={person.role} errors={{}} />)
  })
  .post("/settings/people/:id", async (c) => {
    const ctx = c.get("ctx")
    const id = c.req.param("id")
    const role = (await readForm(c)).text("role")
    const tried = await attempt(textsOf(localeOf(c)), personPatchSchema, { role }, (patch) =>
      updatePerson(ctx, { id, patch }),
    )
    if (tried.done) return leadTo(c, "/settings/people", "saved")
    const person = await getPerson(ctx, { id })
    return page(c, <PersonPage person={rowOf(c, person)} role={role} errors={tried.errors} />, tried.status)
  })
  .get("/settings/people/:id/link", (c) => actPage(c, "link"))
  .post("/settings/people/:id/link", async (c) =>
    listPage(c, empty, {}, await renewInvite(c.get("ctx"), { id: c.req.param("id") })),
  )
  .get("/settings/people/:id/remove", (c) => actPage(c, "remove"))
  .post("/settings/people/:id/remove", async (c) => {
    try {
      await removePerson(c.get("ctx"), { id: c.req.param("id") })
      return leadTo(c, "/settings/people", "removed")
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error
      return actPage(c, "remove", refusalOf(c, error))
    }
  })

async function actPage(c: AppContext, act: "link" | "remove", error?: string): Promise<Response> {
  const person = await getPerson(c.get("ctx"), { id: c.req.param("id") ?? "" })
  return page(c, <PersonActPage person={person} act={act} error={error} />, error === undefined ? 200 : 409)
}

async function listPage(
  c: AppContext,
  values: { email: string; role: string },
  errors: FormErrors,
  invited: Invited | null,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const { items, nextCursor } = await listPeople(c.get("ctx"), readQuery(c, pageQuerySchema))
  const rows = items.map((person) => rowOf(c, person))
  const link =
    invited === null ? null : { email: invited.person.email, url: new URL(invited.invitePath, c.req.url).href }
  return page(c, <PeoplePage {...{ rows, nextCursor, values, errors, link }} />, status)
}

function rowOf(c: AppContext, person: Person): PersonRow {
  const { actor, clock } = c.get("ctx")
  const { id, email, role, createdAt, lastSeenAt, inviteUntil, status } = person
  const expired = inviteUntil === null || Date.parse(inviteUntil) <= clock.now()
  return {
    id,
    email,
    role,
    state: status === "active" ? "active" : expired ? "expired" : "invited",
    createdAt: Date.parse(createdAt),
    lastSeenAt: lastSeenAt === null ? null : Date.parse(lastSeenAt),
    isSelf: actor.kind === "user" && actor.id === id,
  }
}
