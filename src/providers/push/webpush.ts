import { encryptNotification } from "@block65/webcrypto-web-push"
import * as z from "zod"
import { base64UrlOf } from "../../core/encoding"
import { isVapidPair, vapidJwk } from "../../core/vapid"
import { plain, secret } from "../credentials"
import { callProvider, failureOf, isGood, wordsOf } from "../http"
import { signedToken } from "../jwt"
import { sendEachElsewhere } from "../parallel"
import type { OutboundMessage, Provider, ProviderPorts, ProviderSettings, SendOutcome } from "../provider"

const credentials = z
  .strictObject({
    /** Whom a push service may write to: mailto: or https:. */
    subject: plain(200).regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, "Must begin with mailto: or https://."),
    publicKey: plain(200),
    privateKey: secret(200),
  })
  .refine(isVapidPair, {
    path: ["publicKey"],
    message: "publicKey and privateKey must be a VAPID pair: a point and a number of P-256, in base64url.",
  })
type Credentials = z.infer<typeof credentials>

/** A browser that is closed gets it when it comes back within this time, in s. */
const ttlSeconds = 86_400
/** RFC 8292: at most 24 hours. */
const tokenSeconds = 12 * 3_600
/** Of browser makers: Google, Mozilla, Apple, Microsoft. */
const pushServices = ["fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com"]
/** Of the content, as its encryption allows. */
const contentBytesMax = 3_993

/**
 * Web Push with VAPID (RFC 8030, 8291, 8292). The content is JSON: title, body, link, image, deliveryId. `baseUrl` takes the
 * place of the push service's own origin. It takes no idempotency keys.
 */
export const webpush: Provider<"push", Credentials> = {
  kind: "webpush",
  channel: "push",
  idempotent: false,
  credentials,
  sendAll: (messages, settings, ports) => sendEachElsewhere(messages, (message) => send(message, settings, ports)),
}

async function send(
  message: OutboundMessage<"push">,
  settings: ProviderSettings<Credentials>,
  ports: ProviderPorts,
): Promise<SendOutcome> {
  const { title, body, link, image } = message.content
  const content = new TextEncoder().encode(JSON.stringify({ title, body, link, image, deliveryId: message.deliveryId }))
  if (content.length > contentBytesMax) {
    const detail = `The content has ${content.length} bytes; ${contentBytesMax} are allowed.`
    return { kind: "refused", permanent: true, code: "tooLarge", detail }
  }
  const sealed = await sealedFor(message, content)
  if (sealed === null) {
    const detail = "The subscription’s keys cannot be used."
    return { kind: "refused", permanent: true, code: "badKeys", detail, address: "gone" }
  }
  const endpoint = new URL(message.to)
  const authorization = await authorizationOf(settings.credentials, endpoint.origin)
  if (authorization === null) {
    const detail = "The VAPID keys are not a pair."
    return { kind: "refused", permanent: false, code: "privateKey", detail }
  }
  const headers = {
    authorization,
    ttl: String(ttlSeconds),
    urgency: "normal",
    // Should it be sent twice while the browser is away, the second takes the place of the first.
    topic: await topicOf(message.idempotencyKey),
    "content-encoding": "aes128gcm",
    "content-type": "application/octet-stream",
  }
  const url = settings.baseUrl === null ? endpoint.href : `${settings.baseUrl}${endpoint.pathname}${endpoint.search}`
  const answer = await callProvider({ method: "POST", url, headers, body: sealed }, ports)
  if (answer.kind === "noAnswer") return failureOf(answer, { idempotent: false })
  if (isGood(answer.status)) return { kind: "accepted", providerId: answer.headers.get("location") }
  if (answer.status === 404 || answer.status === 410) {
    const detail = "The subscription is gone."
    return { kind: "refused", permanent: true, code: `http${answer.status}`, detail, address: "gone" }
  }
  const words = settings.baseUrl !== null || isPushService(endpoint.hostname) ? wordsOf(answer.body) : ""
  return failureOf(answer, { idempotent: false, words })
}

/**
 * Whether a host is a browser maker's: only their words are repeated. An endpoint comes from outside and may have any name,
 * also one that leads where nobody should look (SEC-23).
 */
function isPushService(host: string): boolean {
  return pushServices.some((one) => host === one || host.endsWith(`.${one}`))
}

/** RFC 8291, aes128gcm; null: nobody could read what is encrypted for these keys. */
async function sealedFor(
  { to, keys }: OutboundMessage<"push">,
  content: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (keys === undefined) return null
  try {
    return new Uint8Array(await encryptNotification({ endpoint: to, expirationTime: null, keys }, content))
  } catch {
    return null // no point of P-256, or a secret of another length
  }
}

/** RFC 8292; null: the private key does not belong to the public one. */
async function authorizationOf({ subject, ...keys }: Credentials, audience: string): Promise<string | null> {
  try {
    const token = await signedToken({
      name: `webpush ${audience} ${subject} ${keys.privateKey} ${keys.publicKey}`,
      algorithm: "ES256",
      privateKey: vapidJwk(keys),
      claims: { aud: audience, sub: subject },
      reuseSeconds: tokenSeconds / 2,
      validSeconds: tokenSeconds,
    })
    return `vapid t=${token}, k=${keys.publicKey}`
  } catch {
    return null
  }
}

async function topicOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key))
  return base64UrlOf(new Uint8Array(digest)).slice(0, 32)
}
