import { bytesOfBase64 } from "../core/encoding"
import { certificateKey } from "./der"
import { jsonOf } from "./http"

/** Amazon's own hosts for keys and confirmations, and no other. */
const snsHost = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/
/** Certificates change every few months. */
const knownMax = 20
const known = new Map<string, CryptoKey>()

/** Fields that are signed, in this order, each with its name. */
const signedFields = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
} as const

/**
 * Reads what Amazon SNS posts for one topic, after checking its signature; a subscription is confirmed by visiting its
 * address. Null: it is not Amazon's, or of another topic.
 * @returns its id and what it says; `message` is null when there is nothing in it for us
 */
export async function readNotification(
  body: string,
  topicArn: string,
  fetch: typeof globalThis.fetch,
): Promise<{ id: string; message: string | null } | null> {
  const post = jsonOf(body)
  const { Type, MessageId, TopicArn, Message, SubscribeURL } = post
  if (Type !== "Notification" && Type !== "SubscriptionConfirmation") return null
  if (TopicArn !== topicArn || typeof MessageId !== "string" || !(await isSigned(post, Type, fetch))) return null
  if (Type === "Notification") return { id: MessageId, message: typeof Message === "string" ? Message : null }
  if (typeof SubscribeURL !== "string" || !isAmazon(SubscribeURL)) return null
  const { ok } = await fetch(SubscribeURL, { redirect: "manual" })
  return ok ? { id: MessageId, message: null } : null
}

async function isSigned(
  post: Record<string, unknown>,
  type: keyof typeof signedFields,
  fetch: typeof globalThis.fetch,
): Promise<boolean> {
  const { SigningCertURL: url, Signature, SignatureVersion: version } = post
  const hash = version === "2" ? "SHA-256" : version === "1" ? "SHA-1" : null
  const signature = bytesOfBase64(String(Signature))
  if (hash === null || signature === null || typeof url !== "string" || !isAmazon(url)) return false
  const signed = signedFields[type].flatMap((name) => (typeof post[name] === "string" ? [name, post[name]] : []))
  try {
    const key = await keyAt(url, hash, fetch)
    const text = new TextEncoder().encode(`${signed.join("\n")}\n`)
    return key !== null && (await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, signature, text))
  } catch (error) {
    console.error("The key of a notification could not be read", error)
    return false
  }
}

function isAmazon(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, port } = new URL(url)
  return protocol === "https:" && port === "" && snsHost.test(hostname)
}

async function keyAt(
  url: string,
  hash: "SHA-1" | "SHA-256",
  fetch: typeof globalThis.fetch,
): Promise<CryptoKey | null> {
  const name = `${hash} ${url}`
  const found = known.get(name)
  if (found !== undefined) return found
  const response = await fetch(url, { redirect: "manual" })
  const spki = response.ok ? certificateKey(await response.text()) : null
  if (spki === null) return null
  const key = await crypto.subtle.importKey("spki", spki, { name: "RSASSA-PKCS1-v1_5", hash }, false, ["verify"])
  if (known.size >= knownMax) known.clear()
  known.set(name, key)
  return key
}
