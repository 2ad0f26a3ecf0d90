import { describe, expect, it } from "vitest"
import type { OutboundMessage, Provider, ProviderSettings } from "../../src/providers/provider"
import { contract, noSockets } from "./contract"
import { apnsFake } from "./fakes/apns"
import { fcmFake } from "./fakes/fcm"
import { browserKeys, webpushFake } from "./fakes/webpush"

contract(apnsFake)
contract(fcmFake)
contract(webpushFake)

const message = (to: string, more: object = {}): OutboundMessage<"push"> => ({
  idempotencyKey: "d",
  deliveryId: "d",
  memberId: "m",
  campaignId: "c",
  stepId: "s",
  ref: "r",
  to,
  content: { channel: "push", title: "Hello", body: "A word", link: null, image: null },
  ...more,
})

/** What one answer of the provider's end is taken to mean. */
async function meaning(
  {
    provider,
    settings,
    aside,
  }: { provider: Provider<"push">; settings: ProviderSettings; aside?: typeof fcmFake.aside },
  sent: OutboundMessage<"push">,
  answer: () => Response,
) {
  const [outcome] = await provider.sendAll([sent], settings, {
    fetch: async (input, init) => {
      const request = new Request(input, init as RequestInit)
      return (await aside?.(request)) ?? answer()
    },
    connect: noSockets,
    now: () => 0,
    outbox: { insert: () => Promise.reject(new Error("This is no outbox")) },
    reportUrl: null,
    file: async () => null,
  })
  return outcome
}

describe("dead push targets", () => {
  const fcmError =
    (status: number, errorCode: string, words = "") =>
    () =>
      Response.json({ error: { message: words, details: [{ errorCode }] } }, { status })

  it("DEL-21 FCM: unregistered and malformed tokens are gone, those of another project are not", async () => {
    const to = message("token")
    const gone = { kind: "refused", permanent: true, address: "gone" }
    expect(await meaning(fcmFake, to, fcmError(404, "UNREGISTERED"))).toMatchObject(gone)
    const words = "The registration token is not a valid FCM registration token"
    expect(await meaning(fcmFake, to, fcmError(400, "INVALID_ARGUMENT", words))).toMatchObject(gone)
    const other = await meaning(fcmFake, to, fcmError(403, "SENDER_ID_MISMATCH"))
    expect(other).toMatchObject({ kind: "refused", permanent: true })
    expect(other).not.toHaveProperty("address")
  })

  it("DEL-21 APNs: 410 and BadDeviceToken are gone; a wrong topic is ours to mend", async () => {
    const to = message("0a")
    const reason = (status: number, words: string) => () => Response.json({ reason: words }, { status })
    for (const answer of [reason(410, "Unregistered"), reason(400, "BadDeviceToken")]) {
      expect(await meaning(apnsFake, to, answer)).toMatchObject({ kind: "refused", permanent: true, address: "gone" })
    }
    expect(await meaning(apnsFake, to, reason(400, "BadTopic"))).toMatchObject({ kind: "refused", permanent: false })
    expect(await meaning(apnsFake, to, reason(403, "ExpiredProviderToken"))).toMatchObject({ kind: "retry" })
  })

  it("DEL-21 Web Push: 404, 410, and keys that nobody can encrypt for are gone", async () => {
    const to = message("https://push.example/send/1", { keys: browserKeys })
    const gone = { kind: "refused", permanent: true, address: "gone" }
    for (const status of [404, 410]) {
      expect(await meaning(webpushFake, to, () => new Response("", { status }))).toMatchObject(gone)
    }
    const taken = () => new Response("", { status: 201 })
    const unreadable = { ...to, keys: { p256dh: "AAAA", auth: "AAAA" } }
    expect(await meaning(webpushFake, unreadable, taken)).toMatchObject(gone)
  })

  it("SEC-23 Web Push: what answers at an endpoint is repeated only when a browser maker does", async () => {
    const detail = async (host: string) => {
      const to = message(`https://${host}/x`, { keys: browserKeys })
      const answer = () => new Response("inner words", { status: 403 })
      return ((await meaning(webpushFake, to, answer)) as { detail: string }).detail
    }
    expect(await detail("rebinds.evil.example")).toBe("HTTP 403")
    expect(await detail("fcm.googleapis.com.evil.example")).toBe("HTTP 403")
    expect(await detail("updates.push.services.mozilla.com")).toBe("inner words")
  })

  it("SEND-3 Web Push: a content that no push service takes is refused before it is sent", async () => {
    const { content } = message("x")
    const long = message("https://push.example/send/1", {
      keys: browserKeys,
      content: { ...content, body: "x".repeat(4_000) },
    })
    const never = () => {
      throw new Error("No request is made")
    }
    expect(await meaning(webpushFake, long, never)).toMatchObject({
      kind: "refused",
      permanent: true,
      code: "tooLarge",
    })
  })
})
