import { importJWK, jwtVerify } from "jose"
import { base64UrlOf } from "../../../src/core/encoding"
import { generateVapidKeys, vapidJwk } from "../../../src/core/vapid"
import { providers } from "../../../src/providers/registry"
import type { Fake } from "../contract"

const vapid = await generateVapidKeys()
const { d: _, ...publicJwk } = vapidJwk(vapid)
const vapidPublic = await importJWK(publicJwk, "ES256")
const credentials = { subject: "mailto:push@bank.example", ...vapid }

/** The browser's end of a subscription. */
const browser = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
  "deriveBits",
])) as CryptoKeyPair
const browserPoint = new Uint8Array((await crypto.subtle.exportKey("raw", browser.publicKey)) as ArrayBuffer)
const auth = crypto.getRandomValues(new Uint8Array(16))
export const browserKeys = { p256dh: base64UrlOf(browserPoint), auth: base64UrlOf(auth) }

/** A push service by RFC 8030 and 8292, with a browser that decrypts by RFC 8291. */
export const webpushFake: Fake<"push"> = {
  provider: providers.push.webpush,
  settings: { baseUrl: null, credentials },
  badCredentials: [
    ["subject", { ...credentials, subject: "push@bank.example" }],
    ["publicKey", { ...credentials, publicKey: vapid.privateKey }],
    ["privateKey", { ...credentials, privateKey: undefined }],
    ["key", { ...credentials, key: "x" }],
  ],
  to: (n) => `https://push.example/send/${n}?v=2`,
  more: () => ({ keys: browserKeys }),
  async read(request) {
    if (request.method !== "POST" || !request.url.startsWith("https://push.example/send/")) throw new Error(request.url)
    const [, token = "", key] = /^vapid t=([^,]+), k=(\S+)$/.exec(request.headers.get("authorization") ?? "") ?? []
    const { payload } = await jwtVerify(token, vapidPublic, { audience: "https://push.example", algorithms: ["ES256"] })
    const hours = ((payload.exp ?? 0) - (payload.iat ?? 0)) / 3_600
    if (key !== vapid.publicKey || payload.sub !== credentials.subject || !(hours > 0 && hours <= 24)) {
      throw new Error("Wrong VAPID claims")
    }
    const header = (name: string) => request.headers.get(name) ?? ""
    if (header("content-encoding") !== "aes128gcm" || !/^\d+$/.test(header("ttl"))) throw new Error("Wrong headers")
    if (!/^[\w-]{1,32}$/.test(header("topic"))) throw new Error("Wrong topic")
    const bytes = new Uint8Array(await request.arrayBuffer())
    // A push service has to take no more than this.
    if (bytes.length > 4_096) throw new Error("Too long")
    const { title, body, link } = JSON.parse(await decrypt(bytes)) as Record<string, string>
    return [{ key: null, to: request.url, ref: null, title: title ?? "", text: body ?? "", link: link ?? "" }]
  },
  answer: (_arrived, refused) =>
    refused.has(0)
      ? new Response("push subscription has unsubscribed or expired.", { status: 410 })
      : new Response(null, { status: 201, headers: { location: "https://push.example/m/1" } }),
}

const text = (value: string) => new TextEncoder().encode(value)

/** RFC 8291, section 3, and RFC 8188, from the receiver's side. */
async function decrypt(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const salt = bytes.slice(0, 16)
  const keyLength = bytes[20] ?? 0
  const sender = bytes.slice(21, 21 + keyLength)
  const senderKey = await crypto.subtle.importKey("raw", sender, { name: "ECDH", namedCurve: "P-256" }, false, [])
  const algorithm = { name: "ECDH", public: senderKey }
  const shared = new Uint8Array(await crypto.subtle.deriveBits(algorithm, browser.privateKey, 256))
  const info = new Uint8Array([...text("WebPush: info\0"), ...browserPoint, ...sender])
  const secret = await hkdf(shared, { salt: auth, info, bytes: 32 })
  const key = await hkdf(secret, { salt, info: text("Content-Encoding: aes128gcm\0"), bytes: 16 })
  const iv = await hkdf(secret, { salt, info: text("Content-Encoding: nonce\0"), bytes: 12 })
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"])
  const sealed = bytes.slice(21 + keyLength)
  const padded = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, sealed))
  return new TextDecoder().decode(padded.subarray(0, padded.lastIndexOf(2)))
}

async function hkdf(
  secret: Uint8Array<ArrayBuffer>,
  { salt, info, bytes }: { salt: Uint8Array<ArrayBuffer>; info: Uint8Array<ArrayBuffer>; bytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, bytes * 8))
}
