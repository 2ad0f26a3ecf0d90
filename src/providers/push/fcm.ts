import * as z from "zod"
import { type AccessToken, accessToken, forgetAccess } from "../access-token"
import { longSecret } from "../credentials"
import { callProvider, failureOf, isGood, isSuccess, jsonOf, postJson, wordsOf } from "../http"
import { forgetToken, signedToken } from "../jwt"
import { sendEach } from "../parallel"
import type { OutboundMessage, Provider, ProviderPorts, ProviderSettings, SendOutcome } from "../provider"

const accountSchema = z.object({
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
})
type Account = z.infer<typeof accountSchema>

const credentials = z.strictObject({
  /** The file that Google gives for a service account, whole. */
  serviceAccount: longSecret().refine(
    (text) => readAccount(text) !== null,
    "Must be the JSON of a service account, with project_id, client_email and private_key.",
  ),
})
type Credentials = z.infer<typeof credentials>

const scope = "https://www.googleapis.com/auth/firebase.messaging"
const assertionSeconds = 3_600
/** A device that is off gets it when it comes back within this time, in s. */
const ttlSeconds = 86_400

/** Firebase Cloud Messaging, HTTP v1. It takes no idempotency keys. */
export const fcm: Provider<"push", Credentials> = {
  kind: "fcm",
  channel: "push",
  idempotent: false,
  credentials,
  async sendAll(messages, settings, ports) {
    const account = readAccount(settings.credentials.serviceAccount)
    if (account === null || messages.length === 0) return messages.map(() => unreadable)
    const token = await tokenOf(account, settings.baseUrl, ports)
    if (token.kind === "none") return messages.map(() => token.outcome)
    return await sendEach(messages, (message) => send(message, { account, settings, token: token.token }, ports))
  },
}

const unreadable: SendOutcome = {
  kind: "refused",
  permanent: false,
  code: "serviceAccount",
  detail: "The service account’s private key cannot be read.",
}

function readAccount(text: string): Account | null {
  try {
    const parsed = accountSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null // no JSON
  }
}

function nameOf({ client_email, private_key }: Account): string {
  return `fcm ${client_email} ${private_key}`
}

/** What calls are made with, from Google's token endpoint (or the one at `baseUrl`). */
async function tokenOf(account: Account, baseUrl: string | null, ports: ProviderPorts): Promise<AccessToken> {
  const url = baseUrl === null ? "https://oauth2.googleapis.com/token" : `${baseUrl}/token`
  return await accessToken(`${nameOf(account)} ${url}`, async () => {
    let assertion: string
    try {
      assertion = await signedToken({
        name: `${nameOf(account)} ${url}`,
        algorithm: "RS256",
        privateKey: account.private_key,
        claims: { iss: account.client_email, scope, aud: url },
        reuseSeconds: assertionSeconds / 2,
        validSeconds: assertionSeconds,
      })
    } catch {
      return { kind: "none", outcome: unreadable } // no PKCS#8, or not of RSA
    }
    const form = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion })
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" }
    const answer = await callProvider({ method: "POST", url, headers, body: form.toString() }, ports)
    const { access_token, expires_in, error_description } = jsonOf(answer.kind === "answered" ? answer.body : "")
    if (isSuccess(answer) && typeof access_token === "string") {
      return { kind: "got", token: access_token, seconds: Number(expires_in) || 0 }
    }
    forgetToken(`${nameOf(account)} ${url}`)
    // No message has been handed over yet: whatever became of this call, all of them may be tried again.
    const outcome = failureOf(answer, { idempotent: true, words: wordsOf(error_description) })
    return { kind: "none", outcome: outcome.kind === "refused" ? { ...outcome, permanent: false } : outcome }
  })
}

async function send(
  message: OutboundMessage<"push">,
  { account, settings, token }: { account: Account; settings: ProviderSettings<Credentials>; token: string },
  ports: ProviderPorts,
): Promise<SendOutcome> {
  const base = settings.baseUrl ?? "https://fcm.googleapis.com"
  const url = `${base}/v1/projects/${encodeURIComponent(account.project_id)}/messages:send`
  const body = { message: messageOf(message) }
  const answer = await postJson(url, { headers: { authorization: `Bearer ${token}` }, body }, ports)
  if (answer.kind === "noAnswer") return failureOf(answer, { idempotent: false })
  const said = jsonOf(answer.body)
  if (isGood(answer.status)) return { kind: "accepted", providerId: typeof said.name === "string" ? said.name : null }
  const { message: words, details } = (said.error ?? {}) as { message?: unknown; details?: unknown }
  const detail = wordsOf(words)
  const code = errorCodeOf(details)
  if (code === "UNREGISTERED" || (answer.status === 400 && /not a valid FCM registration token/i.test(detail))) {
    return { kind: "refused", permanent: true, code, detail, address: "gone" }
  }
  if (code === "SENDER_ID_MISMATCH") return { kind: "refused", permanent: true, code, detail }
  if (answer.status === 401) forgetAccess(token)
  return failureOf(answer, { idempotent: false, words: detail })
}

function messageOf({ to, content, deliveryId }: OutboundMessage<"push">): unknown {
  const { title, body, link, image } = content
  const webLink = link?.startsWith("https://") ? { fcm_options: { link } } : {}
  return {
    token: to,
    notification: { title, body, ...(image === null ? {} : { image }) },
    // What an app reads by itself; all values are strings.
    data: { deliveryId, ...(link === null ? {} : { link }) },
    android: { ttl: `${ttlSeconds}s` },
    webpush: { headers: { TTL: String(ttlSeconds) }, ...webLink },
  }
}

function errorCodeOf(details: unknown): string {
  const all = (Array.isArray(details) ? details : []) as { errorCode?: unknown }[]
  const found = all.find((one) => typeof one.errorCode === "string")
  return typeof found?.errorCode === "string" ? found.errorCode : ""
}
