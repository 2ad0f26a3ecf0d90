import { Hono } from "hono"
import * as z from "zod"
import type { FormErrors } from "../../../web/components/form"
import { textOf, type Values, valuesOf } from "../../../web/forms/values"
import { credentialPrefix, ForgetProviderPage, ProviderPage, removePrefix } from "../../../web/pages/provider"
import { ProvidersPage } from "../../../web/pages/providers"
import { errorText } from "../../../web/problem-text"
import { textsOf } from "../../../web/ui"
import { AppError, notFound } from "../../core/errors"
import { authorize } from "../../services/access"
import { mailGaps } from "../../services/company/mail-gaps"
import { listProviderErrors } from "../../services/providers/errors"
import { channels, providerSchema, providerTestSchema, type TestOutcome } from "../../services/providers/schema"
import { getVapidKeys, makeVapidKeys, vapidRequestSchema } from "../../services/providers/vapid"
import {
  forgetProvider,
  getProviderForm,
  listProviders,
  setProvider,
  testProvider,
} from "../../services/providers/verbs"
import type { AppContext, AppEnv } from "../env"
import { attempt, readForm } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const home = "/settings/providers"
const none: Values = new Map()
const channelSchema = z.enum(channels)

/** What one posted form of the page has to say again. */
interface Shown {
  kind?: string | undefined
  values?: Values
  errors?: FormErrors
  test?: { values: Values; errors: FormErrors; outcome: TestOutcome | null }
  vapid?: { values: Values; errors: FormErrors }
  status?: 200 | 409 | 422
}

/** Providers: the admin's (SEND-1). */
export const providerPages = new Hono<AppEnv>()
  .use(`${home}/*`, async (c, next) => {
    authorize(c.get("ctx").actor, "admin")
    await next()
  })
  .get(home, async (c) => {
    const ctx = c.get("ctx")
    const [{ items }, errors, gaps] = await Promise.all([listProviders(ctx), listProviderErrors(ctx), mailGaps(ctx)])
    const rows = errors.items.map((one) => ({ ...one, lastAt: Date.parse(one.lastAt) }))
    return page(c, <ProvidersPage cards={items} errors={rows} gaps={gaps} />)
  })
  .get(`${home}/:channel`, async (c) => show(c, { kind: c.req.query("kind") }))
  .post(`${home}/:channel`, async (c) => {
    const { values } = await readForm(c)
    const kind = textOf(values, "kind")
    const input = await changeOf(c, kind, values)
    const fieldOf = (path: string) => (path.startsWith(credentialPrefix) ? path : (path.split(".")[0] ?? ""))
    const save = (provider: z.infer<typeof providerSchema>) =>
      setProvider(c.get("ctx"), { channel: channelOf(c), provider })
    const tried = await attempt(textsOf(localeOf(c)), providerSchema, input, save, fieldOf)
    if (tried.done) return leadTo(c, `${home}/${channelOf(c)}`, "saved")
    return show(c, { kind, values, errors: tried.errors, status: tried.status })
  })
  .post(`${home}/push/vapid-keys`, async (c) => {
    const { values } = await readForm(c)
    const input = { subject: textOf(values, "vapidSubject"), replace: textOf(values, "replace") === "true" }
    const make = (request: z.infer<typeof vapidRequestSchema>) => makeVapidKeys(c.get("ctx"), request)
    const fieldOf = (path: string) => (path === "subject" ? "vapidSubject" : path)
    const tried = await attempt(textsOf(localeOf(c)), vapidRequestSchema, input, make, fieldOf)
    if (tried.done) return leadTo(c, `${home}/push?kind=webpush`, "saved")
    return show(c, { kind: "webpush", vapid: { values, errors: tried.errors }, status: tried.status }, "push")
  })
  .post(`${home}/:channel/test`, async (c) => {
    const { values } = await readForm(c)
    const { subject, body: text } = textsOf(localeOf(c)).providers.test
    const input = { to: textOf(values, "to"), subject, text }
    const send = (test: z.infer<typeof providerTestSchema>) =>
      testProvider(c.get("ctx"), { channel: channelOf(c), test })
    const tried = await attempt(textsOf(localeOf(c)), providerTestSchema, input, send)
    if (tried.done) return show(c, { test: { values, errors: {}, outcome: tried.value } })
    return show(c, { test: { values, errors: tried.errors, outcome: null }, status: tried.status })
  })
  .get(`${home}/:channel/:kind/forget`, (c) =>
    page(c, <ForgetProviderPage channel={channelOf(c)} kind={c.req.param("kind")} />),
  )
  .post(`${home}/:channel/:kind/forget`, async (c) => {
    const channel = channelOf(c)
    const kind = c.req.param("kind")
    try {
      await forgetProvider(c.get("ctx"), { channel, kind })
      return leadTo(c, `${home}/${channel}`, "removed")
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error
      const said = errorText(textsOf(localeOf(c)), error)
      return page(c, <ForgetProviderPage channel={channel} kind={kind} error={said} />, 409)
    }
  })

function channelOf(c: AppContext): (typeof channels)[number] {
  const channel = channelSchema.safeParse(c.req.param("channel"))
  if (!channel.success) throw notFound("channel")
  return channel.data
}

/** A posted form as the API's body: a secret that was left empty stays, anything else that was emptied goes. */
async function changeOf(c: AppContext, kind: string, values: Values): Promise<unknown> {
  const { fields } = await getProviderForm(c.get("ctx"), { channel: channelOf(c), kind })
  const rate = textOf(values, "ratePerSecond").replace(",", ".")
  const credentials = fields.flatMap(({ name, secret }): [string, string | null][] => {
    const typed = textOf(values, `${credentialPrefix}${name}`)
    if (typed !== "") return [[name, typed]]
    const goes = !secret || textOf(values, `${removePrefix}${name}`) === "true"
    return goes ? [[name, null]] : []
  })
  return {
    kind,
    baseUrl: textOf(values, "baseUrl") || null,
    ratePerSecond: rate === "" ? null : Number(rate),
    credentials: Object.fromEntries(credentials),
  }
}

async function show(c: AppContext, shown: Shown, channel = channelOf(c)): Promise<Response> {
  const ctx = c.get("ctx")
  const known = await getProviderForm(ctx, { channel, kind: shown.kind })
  const { settings, fields, kinds, chosen } = known
  const set = new Set(settings.credentialsSet)
  const stored = {
    baseUrl: settings.baseUrl ?? undefined,
    ratePerSecond: settings.ratePerSecond ?? undefined,
    ...Object.fromEntries(Object.entries(known.values).map(([name, value]) => [`${credentialPrefix}${name}`, value])),
  }
  const vapid = channel === "push" && settings.kind === "webpush" ? await publicKeyOf(c) : null
  const { test, status = 200 } = shown
  return page(
    c,
    <ProviderPage
      {...{ channel, kinds, chosen, kind: settings.kind }}
      needsBaseUrl={known.needsBaseUrl}
      takesBaseUrl={known.takesBaseUrl}
      isSetUp={settings.setUp.includes(settings.kind)}
      fields={fields.map((field) => ({ ...field, set: set.has(field.name) }))}
      callback={{ url: settings.callbackUrl, reports: known.reports }}
      form={{ values: shown.values ?? flatValues(stored), errors: shown.errors ?? {} }}
      test={{ form: { values: test?.values ?? none, errors: test?.errors ?? {} }, outcome: test?.outcome ?? null }}
      vapid={
        vapid && {
          form: {
            values: shown.vapid?.values ?? valuesOf({ vapidSubject: vapid.subject }),
            errors: shown.vapid?.errors ?? {},
          },
          publicKey: vapid.publicKey,
        }
      }
    />,
    status,
  )
}

/** Names with a dot in them are names here, not paths. */
function flatValues(fields: Record<string, string | number | undefined>): Values {
  return new Map(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, [String(value)]]])),
  )
}

async function publicKeyOf(c: AppContext): Promise<{ publicKey: string | null; subject: string | undefined }> {
  try {
    return await getVapidKeys(c.get("ctx"))
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "notFound") throw error
    return { publicKey: null, subject: undefined }
  }
}
