import { Hono } from "hono"
import * as z from "zod"
import { MemberFormPage, type MemberFormValues } from "../../../web/pages/member-form"
import { textsOf } from "../../../web/ui"
import { invalid } from "../../core/errors"
import { memberIdSchema, profilePatchSchema } from "../../core/profile"
import type { Ctx } from "../../services/context"
import { getMember } from "../../services/members/get"
import { putMember } from "../../services/members/put"
import type { MemberView } from "../../services/members/view"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { zoneNames } from "./campaign-form"
import { attempt, type PostedForm, readForm } from "./forms"
import { attemptChange, fingerprints, shownOf, withShown } from "./meanwhile"
import { memberPath } from "./members"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const nobody: MemberFormValues = { id: "", email: "", phone: "", locale: "", timeZone: "", attributes: "" }
const inputSchema = z.strictObject({ id: memberIdSchema })
/** The fields that were changed: what is wrong with them the profile's own schema says. */
const fieldsSchema = z.record(z.string(), z.unknown())
const attributes = "attributes."

/** Making and editing members by hand (MEM-2). */
export const memberFormPages = new Hono<AppEnv>()
  .get("/members/new", (c) =>
    page(c, <MemberFormPage values={nobody} errors={{}} memberId={null} zones={zoneNames()} />),
  )
  .post("/members/new", async (c) => create(c, await readForm(c)))
  .get("/members/:id/edit", async (c) => {
    const member = await getMember(c.get("ctx"), { id: c.req.param("id") })
    const values = valuesOf(member)
    const edit = <MemberFormPage {...{ values, errors: {}, memberId: member.id, zones: zoneNames() }} />
    return page(c, withShown(fingerprints(fieldsOf(values, member)), edit))
  })
  .post("/members/:id/edit", async (c) => {
    const form = await readForm(c)
    return change(c, form, await getMember(c.get("ctx"), { id: c.req.param("id") }))
  })

async function create(c: AppContext, form: PostedForm): Promise<Response> {
  const ctx = c.get("ctx")
  const values = valuesOfForm(form, form.all("memberId")[0] ?? "")
  const put = async () => {
    const patch = checked(fieldsOf(values, null))
    await refuseKnown(ctx, values.id)
    return putMember(ctx, { id: values.id, patch })
  }
  const tried = await attempt(textsOf(localeOf(c)), inputSchema, { id: values.id }, put, fieldOf)
  if (tried.done) return leadTo(c, memberPath(tried.value.id), "saved")
  const shown = { values, errors: tried.errors, memberId: null, zones: zoneNames() }
  return page(c, <MemberFormPage {...shown} />, tried.status)
}

/** Members change while somebody looks at their form (MEM-2): only what was changed in it is saved. */
async function change(c: AppContext, form: PostedForm, member: MemberView): Promise<Response> {
  const ctx = c.get("ctx")
  const { id } = member
  const now = fieldsOf(valuesOf(member), member)
  const values = valuesOfForm(form, id)
  // An attribute whose line is gone is taken away; one that has come since then was not there to be kept.
  const gone = Object.keys(shownOf(form.values, now)).filter((name) => name.startsWith(attributes))
  const typed = { ...Object.fromEntries(gone.map((name) => [name, null])), ...fieldsOf(values, member) }
  const tried = await attemptChange(
    { t: textsOf(localeOf(c)), schema: fieldsSchema, typed, now, shown: form.values, fieldOf },
    async (mine) => putMember(ctx, { id, patch: checked(mine) }),
  )
  if (tried.done) return leadTo(c, memberPath(id), "saved")
  const edit = <MemberFormPage {...{ values, errors: tried.errors, memberId: id, zones: zoneNames() }} />
  return page(c, withShown(tried.shown, edit), tried.status)
}

function valuesOfForm(form: PostedForm, id: string): MemberFormValues {
  return {
    id,
    email: form.text("email"),
    phone: form.text("phone"),
    locale: form.text("locale"),
    timeZone: form.text("timeZone"),
    attributes: form.text("attributeLines"),
  }
}

/** Form field of an error's path. */
function fieldOf(path: string): string {
  const [first = ""] = path.split(".")
  return first === "id" ? "memberId" : first === "attributes" ? "attributeLines" : first
}

async function refuseKnown(ctx: Ctx, id: string): Promise<void> {
  const known = await ctx.members.read(id)
  if (known === null) return
  throw invalid("id", "taken", "There is already a member with this id.")
}

/** The form field by field, each attribute one (`attributes.plan`); `badLine`: a line that is none. */
function fieldsOf(values: MemberFormValues, before: MemberView | null): Record<string, unknown> {
  const { email, phone, locale, timeZone } = values
  const fields: Record<string, unknown> = {
    email: email || null,
    phone: phone.replaceAll(/[\s().-]/g, "") || null,
    locale: locale || null,
    timeZone: timeZone || null,
  }
  for (const [i, line] of values.attributes.split("\n").entries()) {
    if (line.trim() === "") continue
    const at = line.indexOf("=")
    const name = line.slice(0, at).trim()
    if (at < 1) fields.badLine ??= i + 1
    else fields[attributes + name] = attributeValue(line.slice(at + 1).trim(), before?.attributes[name])
  }
  return fields
}

/** Fields as a merge: an emptied field is removed. */
function checked({ badLine, ...fields }: Record<string, unknown>) {
  if (badLine !== undefined) throw invalid("attributes", "badLine", `Line “${badLine}” is not name = value.`)
  const ofProfile = Object.entries(fields).filter(([field]) => !field.startsWith(attributes))
  const others = Object.entries(fields).filter(([field]) => field.startsWith(attributes))
  const parsed = profilePatchSchema.safeParse({
    ...Object.fromEntries(ofProfile),
    attributes: Object.fromEntries(others.map(([field, value]) => [field.slice(attributes.length), value])),
  })
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}

/** A cell that is a number or `true`/`false` keeps that type, as in imports; what was text stays text, a list a list. */
function attributeValue(text: string, was: unknown): unknown {
  if (Array.isArray(was))
    return text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "")
  if (typeof was === "string") return text
  if (text === "true" || text === "false") return text === "true"
  return text !== "" && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text
}

function valuesOf(member: MemberView): MemberFormValues {
  return {
    id: member.id,
    email: member.email ?? "",
    phone: member.phone ?? "",
    locale: member.locale ?? "",
    timeZone: member.timeZone ?? "",
    attributes: Object.entries(member.attributes)
      .map(([name, value]) => `${name} = ${Array.isArray(value) ? value.join(", ") : String(value)}`)
      .join("\n"),
  }
}
