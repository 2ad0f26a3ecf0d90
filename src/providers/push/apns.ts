import * as z from "zod"
import { sha256Hex } from "../../core/hash"
import { longSecret, plain } from "../credentials"
import { failureOf, isGood, jsonOf, postJson } from "../http"
import { forgetToken, signedToken } from "../jwt"
import { sendEach } from "../parallel"
import type { OutboundMessage, Provider, ProviderPorts, ProviderSettings, SendOutcome } from "../provider"

const credentials = z.strictObject({
  teamId: plain(20),
  keyId: plain(20),
  /** The .p8 file. */
  privateKey: longSecret(),
  /** Bundle id of the app. */
  topic: plain(200),
})
type Credentials = z.infer<typeof credentials>

/** Apple takes a token for an hour and minds new ones more often than every 20 minutes. */
const tokenReuseSeconds = 50 * 60
/** A device that is off gets it when it comes back within this time, in s. */
const ttlSeconds = 86_400
/** The target will never work again. */
const goneReasons = new Set(["Unregistered", "ExpiredToken", "BadDeviceToken"])
/** Our settings are wrong, not the message. */
const settingsReasons = new Set(["BadTopic", "MissingTopic", "TopicDisallowed", "InvalidProviderToken"])

/** Apple Push Notification service. It takes no idempotency keys. */
export const apns: Provider<"push", Credentials> = {
  kind: "apns",
  channel: "push",
  idempotent: false,
  // Workers are said to speak HTTP/2 to it (workerd issue 5266); one deployed Worker got no answer (slicc issue 2062). A
  // push without an answer is never repeated, so that whoever relies on it is to try it first.
  needsBaseUrl:
    "Apple’s service speaks HTTP/2 only: give the address of a relay as baseUrl, or send to Apple devices by fcm. On Cloudflare (not locally) https://api.push.apple.com may be given; reports differ on whether a Worker reaches it, so send a test.",
  http2Hosts: ["api.push.apple.com", "api.sandbox.push.apple.com"],
  credentials,
  sendAll: (messages, settings, ports) => sendEach(messages, (message) => send(message, settings, ports)),
}

async function send(
  message: OutboundMessage<"push">,
  settings: ProviderSettings<Credentials>,
  ports: ProviderPorts,
): Promise<SendOutcome> {
  const { teamId, keyId, privateKey, topic } = settings.credentials
  const name = `apns ${teamId} ${keyId} ${privateKey}`
  let token: string
  try {
    const claims = { iss: teamId }
    const times = { reuseSeconds: tokenReuseSeconds, validSeconds: null }
    token = await signedToken({ name, algorithm: "ES256", privateKey, keyId, claims, ...times })
  } catch {
    const detail = "The private key cannot be read."
    return { kind: "refused", permanent: false, code: "privateKey", detail } // no PKCS#8, or not of P-256
  }
  const { title, body, link, image } = message.content
  const headers = {
    authorization: `bearer ${token}`,
    "apns-topic": topic,
    "apns-push-type": "alert",
    "apns-priority": "10",
    "apns-expiration": String(Math.floor(ports.now() / 1000) + ttlSeconds),
    // Should it arrive twice, the second takes the place of the first.
    "apns-collapse-id": (await sha256Hex(message.idempotencyKey)).slice(0, 40),
  }
  const payload = {
    aps: { alert: { title, body }, sound: "default", ...(image === null ? {} : { "mutable-content": 1 }) },
    deliveryId: message.deliveryId,
    ...(link === null ? {} : { link }),
    ...(image === null ? {} : { image }),
  }
  const url = `${settings.baseUrl ?? "https://api.push.apple.com"}/3/device/${encodeURIComponent(message.to)}`
  const answer = await postJson(url, { headers, body: payload }, ports)
  if (answer.kind === "noAnswer") return failureOf(answer, { idempotent: false })
  if (isGood(answer.status)) return { kind: "accepted", providerId: answer.headers.get("apns-id") }
  const code = String(jsonOf(answer.body).reason ?? "")
  if (answer.status === 410 || goneReasons.has(code)) {
    return {
      kind: "refused",
      permanent: true,
      code: code || "http410",
      detail: "The device token is gone.",
      address: "gone",
    }
  }
  if (code === "ExpiredProviderToken") {
    forgetToken(name)
    return { kind: "retry", afterMs: null, detail: code }
  }
  if (settingsReasons.has(code)) return { kind: "refused", permanent: false, code, detail: code }
  return failureOf(answer, { idempotent: false, words: code })
}
