import { Hono } from "hono"
import * as z from "zod"
import type { FormErrors } from "../../../web/components/form"
import { CountText, type MatchCount } from "../../../web/components/live-count"
import { ruleIn } from "../../../web/forms/rule-values"
import { rawOf, type Values, valuesOf } from "../../../web/forms/values"
import { SegmentEditPage, SegmentNewPage } from "../../../web/pages/segment-form"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import type { Rule } from "../../engine/rules"
import { nameSchema } from "../../services/campaigns/schema"
import type { Ctx } from "../../services/context"
import { startImport } from "../../services/ingest/imports"
import { formChoices } from "../../services/overview/form-choices"
import { countMatching } from "../../services/segments/count"
import { createSegment, segmentCreateSchema } from "../../services/segments/create"
import { getSegment } from "../../services/segments/get"
import { ruleCountSchema } from "../../services/segments/rule"
import { segmentPatchSchema, updateSegment } from "../../services/segments/update"
import type { SegmentView } from "../../services/segments/view"
import { readFormData } from "../body"
import type { AppContext, AppEnv } from "../env"
import { attempt, type PostedForm, readForm } from "./forms"
import { fileNamed, importColumns } from "./imports"
import { attemptChange, fingerprints, shownOf, withShown } from "./meanwhile"
import { fragment, leadTo, page } from "./respond"
import { actedOn, placedErrors, readRule, ruleFields } from "./rule-form"
import { localeOf } from "./surroundings"

/** Making and editing segments, with the live count of a rule (MEM-4, MEM-5). */
export const segmentFormPages = new Hono<AppEnv>()
  .get("/segments/new", (c) => {
    const { kind = "list", start = "" } = c.req.query()
    return newPage(c, valuesOf({ name: "", kind, start }))
  })
  .post("/segments/new", async (c) => {
    const form = await readForm(c)
    const ctx = c.get("ctx")
    const acted = actedOn(form)
    if (acted !== null) return newPage(c, await withSource(ctx, acted), { counted: await countAsked(ctx, form) })
    if (startsFromFile(form)) {
      const file: unknown = (await readFormData(c.req)).get("file")
      const given = file instanceof File && file.size > 0 ? file : null
      return fromFile(c, form.values, { body: given?.stream() ?? null, name: given?.name ?? "" })
    }
    const create = (input: Parameters<typeof createSegment>[1]) => createSegment(ctx, input)
    const tried = await attempt(textsOf(localeOf(c)), segmentCreateSchema, newInput(form), create, fieldOf)
    if (!tried.done) return newPage(c, form.values, { errors: tried.errors, status: tried.status })
    return leadTo(c, `/segments/${tried.value.id}`, "created")
  })
  .post("/segments/new/columns", importColumns)
  .post("/segments/new/file", (c) => {
    const { file: name = "", map, ...fields } = c.req.query()
    return fromFile(c, valuesOf(fields), { body: c.req.raw.body, name, map })
  })
  .post("/segments/count", async (c) => {
    const counted = await countRule(c.get("ctx"), readRule(await readForm(c)))
    return fragment(c, <CountText counted={counted} />)
  })
  .get("/segments/:id/edit", async (c) => {
    const segment = await getSegment(c.get("ctx"), { id: c.req.param("id") })
    return editPage(c, segment, storedIn(segment))
  })
  .post("/segments/:id/edit", async (c) => {
    const ctx = c.get("ctx")
    const segment = await getSegment(ctx, { id: c.req.param("id") })
    const form = await readForm(c)
    const acted = actedOn(form)
    const now = patchIn(storedIn(segment), segment)
    if (acted !== null) {
      const shown = shownOf(form.values, now)
      return editPage(c, segment, acted, { counted: await countAsked(ctx, form), shown })
    }
    const typed = patchIn(form.values, segment)
    const t = textsOf(localeOf(c))
    const tried = await attemptChange(
      { t, schema: segmentPatchSchema, typed, now, shown: form.values, fieldOf: (path) => path },
      (patch) => updateSegment(ctx, { id: segment.id, patch }),
    )
    if (tried.done) return leadTo(c, `/segments/${segment.id}`, "saved")
    return editPage(c, segment, form.values, tried)
  })

/** A list segment of a file, in one go: the import leads to the segment when it is done (MEM-3, MEM-4). */
async function fromFile(
  c: AppContext,
  values: Values,
  { body, name, map }: { body: ReadableStream<Uint8Array> | null; name: string; map?: string | undefined },
): Promise<Response> {
  const t = textsOf(localeOf(c))
  const start = (input: { name: string }) =>
    startImport(c.get("ctx"), { body, ...fileNamed(name), newSegment: input.name, map })
  const named = { name: rawOf(values, "name").trim() }
  const tried = await attempt(t, z.object({ name: nameSchema }), named, start, (path) =>
    path === "name" ? path : "file",
  )
  if (tried.done) return leadTo(c, `/imports/${tried.value.importId}`)
  const errors = body === null && tried.errors.file ? { file: t.people.import.fileRequired } : tried.errors
  return newPage(c, values, { errors, status: tried.status })
}

/** A segment as its form shows it. */
function storedIn(segment: SegmentView): Values {
  return valuesOf({ name: segment.name, ...ruleFieldsOf(segment) })
}

/** The form as the verb takes it. */
function patchIn(values: Values, { kind }: SegmentView) {
  const name = rawOf(values, "name").trim()
  return kind === "rule" ? { name, rule: ruleIn(values, "rule") } : { name }
}

interface Shown {
  errors?: FormErrors
  status?: 409 | 422
  counted?: MatchCount | undefined
}

async function newPage(c: AppContext, values: Values, { errors = {}, status, counted }: Shown = {}) {
  const choices = await formChoices(c.get("ctx"), { campaignId: null })
  const { file, ...others } = errors
  const form = { values, errors: { ...placedErrors(others, values), ...(file === undefined ? {} : { file }) } }
  return page(c, <SegmentNewPage form={form} choices={choices} counted={counted} />, status)
}

async function editPage(
  c: AppContext,
  segment: SegmentView,
  values: Values,
  { errors = {}, status, counted, shown }: Shown & { shown?: Record<string, string> } = {},
) {
  const choices = await formChoices(c.get("ctx"), { campaignId: null })
  const form = { values, errors: placedErrors(errors, values) }
  const edit = <SegmentEditPage segment={segment} form={form} choices={choices} counted={counted} />
  return page(c, withShown(shown ?? fingerprints(patchIn(values, segment)), edit), status)
}

/** A rule starts from the condition of the segment that was chosen. */
async function withSource(ctx: Ctx, values: Values): Promise<Values> {
  const start = rawOf(values, "start")
  if (rawOf(values, "kind") !== "rule" || start === "") return values
  const source = await getSegment(ctx, { id: start })
  const rest = [...values].filter(([name]) => name !== "start" && !name.startsWith("rule."))
  return new Map([...rest, ...valuesOf(ruleFieldsOf(source))])
}

function ruleFieldsOf(segment: SegmentView) {
  return segment.rule === undefined ? {} : ruleFields(segment.rule as Rule)
}

function newInput(form: PostedForm) {
  const name = form.text("name")
  if (form.text("kind") === "rule") return { name, kind: "rule", rule: readRule(form) }
  const start = form.text("start")
  return { name, kind: "list", ...(start === "" ? {} : { from: start }) }
}

function startsFromFile(form: PostedForm): boolean {
  return form.text("kind") !== "rule" && form.text("start") === "file"
}

function fieldOf(path: string): string {
  return path === "from" ? "start" : path
}

/** The count for those who asked for it by a button, without script. */
async function countAsked(ctx: Ctx, form: PostedForm): Promise<MatchCount | undefined> {
  return form.text("do") === "count" ? await countRule(ctx, readRule(form)) : undefined
}

/** Null while the rule is not one that can be counted: it is being put together. */
async function countRule(ctx: Ctx, rule: unknown): Promise<MatchCount> {
  const parsed = ruleCountSchema.safeParse({ rule })
  if (!parsed.success) return null
  try {
    return await countMatching(ctx, parsed.data)
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") return null
    throw error
  }
}
