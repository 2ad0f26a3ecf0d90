import { jwtVerify } from "jose"
import { providers } from "../../../src/providers/registry"
import type { Fake } from "../contract"
import { p256, pemOf } from "./keys"

const privateKey = await pemOf(p256.privateKey)
const credentials = { teamId: "TEAM123456", keyId: "KEY1234567", privateKey, topic: "com.bank.app" }

/** APNs by https://developer.apple.com/documentation/usernotifications, behind a relay that speaks HTTP/1.1. */
export const apnsFake: Fake<"push"> = {
  provider: providers.push.apns,
  settings: { baseUrl: "https://relay.bank.example", credentials },
  badCredentials: [
    ["teamId", { ...credentials, teamId: undefined }],
    ["privateKey", { ...credentials, privateKey: "" }],
    ["bundleId", { ...credentials, bundleId: "x" }],
  ],
  to: (n) => `${"0a".repeat(30)}${String(n).padStart(4, "0")}`,
  async read(request) {
    const { origin, pathname } = new URL(request.url)
    const [, token] = /^\/3\/device\/([0-9a-f]{64})$/.exec(pathname) ?? []
    if (request.method !== "POST" || origin !== "https://relay.bank.example" || !token) throw new Error(request.url)
    const bearer = (request.headers.get("authorization") ?? "").replace("bearer ", "")
    const { payload, protectedHeader } = await jwtVerify(bearer, p256.publicKey, { issuer: "TEAM123456" })
    // Apple refuses tokens that say when they end.
    if (protectedHeader.kid !== "KEY1234567" || !payload.iat || payload.exp) throw new Error("Wrong token")
    const header = (name: string) => request.headers.get(name)
    if (header("apns-topic") !== "com.bank.app" || header("apns-push-type") !== "alert") throw new Error("Wrong topic")
    if (new TextEncoder().encode(header("apns-collapse-id") ?? "").length > 64) throw new Error("Long collapse id")
    const { aps, link } = (await request.json()) as { aps: { alert: { title: string; body: string } }; link: string }
    return [{ key: null, to: token, ref: null, title: aps.alert.title, text: aps.alert.body, link }]
  },
  answer: (_, refused) =>
    refused.has(0)
      ? Response.json({ reason: "Unregistered", timestamp: 1 }, { status: 410 })
      : new Response(null, { status: 200, headers: { "apns-id": "a-1" } }),
}
