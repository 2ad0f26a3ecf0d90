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
import { memberPath } from "./members"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const nobody: MemberFormValues = { id: "", email: "", phone: "", locale: "", timeZone: "", attributes: "" }
const inputSchema = z.strictObject({ id: memberIdSchema })

/** Making and editing members by hand (MEM-2). */
export const memberFormPages = new Hono<AppEnv>()
  .get("/members/new", (c) =>
    page(c, <MemberFormPage values={nobody} errors={{}} memberId={null} zones={zoneNames()} />),
  )
  .post("/members/new", async (c) => save(c, await readForm(c), null))
  .get("/members/:id/edit", async (c) => {
    const member = await getMember(c.get("ctx"), { id: c.req.param("id") })
    const shown = { values: valuesOf(member), errors: {}, memberId: member.id, zones: zoneNames() }
    return page(c, <MemberFormPage {...shown} />)
  })
  .post("/members/:id/edit", async (c) => {
    const form = await readForm(c)
    return save(c, form, await getMember(c.get("ctx"), { id: c.req.param("id") }))
  })

async function save(c: AppContext, form: PostedForm, before: MemberView | null): Promise<Response> {
  const ctx = c.get("ctx")
  const t = textsOf(localeOf(c))
  const values: MemberFormValues = {
    id: before?.id ?? form.all("memberId")[0] ?? "",
    email: form.text("email"),
    phone: form.text("phone"),
    locale: form.text("locale"),
    timeZone: form.text("timeZone"),
    attributes: form.text("attributeLines"),
  }
  const put = async () => {
    const parsed = profilePatchSchema.safeParse(patchOf(values, before))
    if (!parsed.success) throw invalidInput(parsed.error)
    if (before === null) await refuseKnown(ctx, values.id)
    return putMember(ctx, { id: values.id, patch: parsed.data })
  }
  const tried = await attempt(t, inputSchema, { id: values.id }, put, fieldOf)
  if (tried.done) return leadTo(c, memberPath(tried.value.id), "saved")
  const shown = { values, errors: tried.errors, memberId: before?.id ?? null, zones: zoneNames() }
  return page(c, <MemberFormPage {...shown} />, tried.status)
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

/** The form as a merge: an emptied field and an attribute whose line is gone are removed. */
function patchOf(values: MemberFormValues, before: MemberView | null) {
  const attributes: Record<string, unknown> = Object.fromEntries(
    Object.keys(before?.attributes ?? {}).map((k) => [k, null]),
  )
  for (const [i, line] of values.attributes.split("\n").entries()) {
    if (line.trim() === "") continue
    const at = line.indexOf("=")
    if (at < 1) throw invalid("attributes", "badLine", `Line “${i + 1}” is not name = value.`)
    const name = line.slice(0, at).trim()
    attributes[name] = attributeValue(line.slice(at + 1).trim(), before?.attributes[name])
  }
  const { email, phone, locale, timeZone } = values
  return {
    email: email || null,
    phone: phone.replaceAll(/[\s().-]/g, "") || null,
    locale: locale || null,
    timeZone: timeZone || null,
    attributes,
  }
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
