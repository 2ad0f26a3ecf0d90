import { env } from "cloudflare:workers"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { PushTarget, SendOrder } from "../../src/engine/types"
import type { OutboundMessage, SendOutcome } from "../../src/providers/provider"
import { settledByTargets } from "../../src/queues/push-targets"
import { advance, chain, delayOf, join, must, startFlow } from "../helpers/flows"
import { browserKeys } from "../providers/fakes/webpush"
import { api } from "../routes/client"

describe("what is said of a message to several devices", () => {
  const order = { attempt: 1 } as SendOrder
  const fcm = (token: string): PushTarget => ({ kind: "fcm", token })
  const now = 1_000_000
  const said = (...outcomes: SendOutcome[]) =>
    settledByTargets(
      order,
      outcomes.map((outcome, n) => ({ target: fcm(`t${n}`), message: { to: `t${n}` } as OutboundMessage, outcome })),
      now,
    )
  const accepted: SendOutcome = { kind: "accepted", providerId: "p" }
  const gone: SendOutcome = { kind: "refused", permanent: true, code: "410", detail: "gone", address: "gone" }
  const refused: SendOutcome = { kind: "refused", permanent: true, code: "400", detail: "bad" }
  const settings: SendOutcome = { kind: "refused", permanent: false, code: "403", detail: "settings" }
  const later: SendOutcome = { kind: "retry", afterMs: 60_000, detail: "503" }
  const unknown: SendOutcome = { kind: "unknown", detail: "no answer" }

  it("DEL-21 sent as soon as one took it, whatever the others said; who is gone is named", () => {
    const result = said(gone, later, accepted, refused)
    expect(result).toMatchObject({ status: "sent", to: "t2", deadTargets: [fcm("t0")] })
  })

  it("DEL-21 where one may have taken it, nobody gets it again", () => {
    expect(said(later, unknown, gone)).toMatchObject({ status: "unknown", deadTargets: [fcm("t2")] })
  })

  it("DEL-21 with nobody who took it, what may pass is tried again", () => {
    expect(said(gone, later)).toMatchObject({ status: "retry", retryAt: now + 60_000, deadTargets: [fcm("t0")] })
    expect(said(settings, refused).status).toBe("retry")
  })

  it("DEL-21 all gone is nobody to send to; a refusal for good is a failure", () => {
    expect(said(gone, gone)).toMatchObject({ status: "skipped", reason: "noPushTarget" })
    expect(said(gone, refused)).toMatchObject({ status: "failed", reason: "failedPermanently" })
    expect(said()).toMatchObject({ status: "skipped", reason: "noPushTarget" })
  })
})

describe("push to a member's devices", () => {
  const endpoint = (name: string) => `https://push.millrace-tests.com/${name}`
  const web = (name: string) => ({ kind: "webpush", endpoint: endpoint(name), keys: browserKeys })
  const push = { type: "push", message: { title: "Hello", body: "A word" } }
  let called: string[] = []
  let statuses: Record<string, number> = {}

  beforeEach(() => {
    called = []
    statuses = {}
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
      const url = String(input)
      called.push(url)
      return new Response(null, { status: statuses[url] ?? 201 })
    })
  })
  afterEach(() => vi.restoreAllMocks())

  async function started(targets: unknown[]) {
    await must(api("POST", "/providers/push/vapid-keys", { body: { subject: "mailto:push@bank.example" } }))
    await must(api("PUT", "/providers/push", { body: { kind: "webpush" } }))
    const made = await startFlow(chain({ one: push, wait: delayOf("P1D"), two: push }))
    await must(api("PUT", "/members/a", { body: { push: targets } }))
    await join(made.segmentId, ["a"])
    await advance()
    return made
  }
  const deliveries = async () => (await must(api("GET", "/deliveries"))).items.toReversed()

  it("DEL-21 each target is tried once; a dead one is taken from the member, who does not fail", async () => {
    statuses[endpoint("dead")] = 410
    await started([web("dead"), web("phone"), web("laptop")])
    expect(called.toSorted()).toEqual([endpoint("dead"), endpoint("laptop"), endpoint("phone")])
    expect(await deliveries()).toMatchObject([{ stepId: "one", status: "sent", to: endpoint("phone") }])
    expect((await must(api("GET", "/members/a"))).push).toEqual([web("phone"), web("laptop")])
    await advance("P1D")
    expect(called.slice(3).toSorted()).toEqual([endpoint("laptop"), endpoint("phone")])
  })

  it("DEL-21 the last one dead: this message is not sent, with the reason; the run goes on", async () => {
    statuses[endpoint("dead")] = 404
    const { campaignId } = await started([web("dead")])
    await advance("P1D")
    expect(called).toHaveLength(1)
    expect(await deliveries()).toMatchObject([
      { stepId: "one", status: "skipped", reason: "noPushTarget" },
      { stepId: "two", status: "skipped", reason: "noPushTarget" },
    ])
    const { runs } = await must(api("GET", `/campaigns/${campaignId}/stats`))
    expect(runs).toMatchObject({ completed: 1, failed: 0 })
  })

  it("SEND-1 targets whose provider is not set up are passed over", async () => {
    await started([{ kind: "fcm", token: "f" }, web("phone"), { kind: "apns", token: "a" }])
    expect(called).toEqual([endpoint("phone")])
    await must(api("PUT", "/members/a", { body: { push: [{ kind: "fcm", token: "f" }] } }))
    await advance("P1D")
    expect(called).toHaveLength(1)
    expect((await deliveries())[1]).toMatchObject({ status: "skipped", reason: "noPushTarget" })
    expect((await must(api("GET", "/members/a"))).push).toHaveLength(1)
  })

  it("API-5 an endpoint on a private address is never called", async () => {
    const hostile = { kind: "webpush", endpoint: "https://169.254.169.254/x", keys: browserKeys }
    await started([hostile])
    expect(called).toEqual([])
    expect(await deliveries()).toMatchObject([{ status: "failed", reason: "blockedAddress" }])
  })

  it("SEND-4 each kind keeps its own send rate: a message waits for its turn, and no attempt is counted", async () => {
    await must(api("POST", "/providers/push/vapid-keys", { body: { subject: "mailto:push@bank.example" } }))
    await must(api("PUT", "/providers/push", { body: { kind: "webpush", ratePerSecond: 0.001 } }))
    const { segmentId } = await startFlow(chain({ one: push }))
    for (const id of ["a", "b", "c"]) await must(api("PUT", `/members/${id}`, { body: { push: [web(id)] } }))
    await join(segmentId, ["a", "b", "c"])
    await advance()
    expect(called).toHaveLength(1)
    expect((await deliveries()).map((one: { status: string }) => one.status).toSorted()).toEqual([
      "queued",
      "queued",
      "sent",
    ])
  })

  it("SEND-2 with the built-in outbox every target kind is taken, and nothing leaves the machine", async () => {
    const { segmentId } = await startFlow(chain({ one: push }))
    await must(api("PUT", "/members/a", { body: { push: [{ kind: "apns", token: "t" }, web("phone")] } }))
    await join(segmentId, ["a"])
    await advance()
    expect(called).toEqual([])
    expect((await must(api("GET", "/outbox"))).items).toMatchObject([{ channel: "push", to: "t", title: "Hello" }])
  })
})

describe("VAPID keys", () => {
  it("SEND-1 a pair is made once; the private key is stored sealed and shown nowhere", async () => {
    const body = { subject: "mailto:push@bank.example" }
    expect((await api("GET", "/providers/push/vapid-keys")).status).toBe(404)
    expect((await api("POST", "/providers/push/vapid-keys", { body: { subject: "push@bank.example" } })).status).toBe(
      422,
    )
    const made = await api("POST", "/providers/push/vapid-keys", { body })
    expect([made.status, Object.keys(made.json).sort()]).toEqual([201, ["publicKey", "subject"]])
    expect((await must(api("GET", "/providers/push/vapid-keys"))).publicKey).toBe(made.json.publicKey)
    expect((await api("POST", "/providers/push/vapid-keys", { body })).status).toBe(409)
    const again = await api("POST", "/providers/push/vapid-keys", { body: { ...body, replace: true } })
    expect(again.json.publicKey).not.toBe(made.json.publicKey)
    const row = await env.DB.prepare("SELECT credentials FROM provider_configs").first<{ credentials: string }>()
    expect(row?.credentials).not.toContain(again.json.publicKey)
    const { items } = await must(api("GET", "/providers"))
    expect(items.find((one: { channel: string }) => one.channel === "push").setUp).toEqual(["webpush"])
  })

  it("API-5 a test to a subscription reaches it, but never a private address", async () => {
    const calls = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response(null, { status: 201 }))
    await must(api("POST", "/providers/push/vapid-keys", { body: { subject: "mailto:push@bank.example" } }))
    await must(api("PUT", "/providers/push", { body: { kind: "webpush" } }))
    const test = (address: string) =>
      must(
        api("POST", "/providers/push/test", { body: { to: JSON.stringify({ endpoint: address, keys: browserKeys }) } }),
      )
    expect(await test("https://10.0.0.1/x")).toMatchObject({ outcome: "refused" })
    expect(calls).not.toHaveBeenCalled()
    expect(await test("https://push.millrace-tests.com/x")).toMatchObject({ outcome: "accepted" })
    calls.mockRestore()
  })

  it("SEND-1 APNs without a relay is a 422 that says why", async () => {
    const credentials = { teamId: "T", keyId: "K", privateKey: "P", topic: "com.bank.app" }
    const answer = await api("PUT", "/providers/push", { body: { kind: "apns", credentials } })
    expect([answer.status, answer.json.errors[0].path]).toEqual([422, "baseUrl"])
    expect(answer.json.detail).toContain("HTTP/2")
    // The runtime here cannot speak to Apple itself; on Cloudflare it may be tried.
    const apple = { kind: "apns", credentials, baseUrl: "https://api.push.apple.com" }
    expect((await api("PUT", "/providers/push", { body: apple })).json.errors[0].path).toBe("baseUrl")
    const { LOCAL } = env
    try {
      env.LOCAL = "false"
      expect((await api("PUT", "/providers/push", { body: apple })).status).toBe(200)
    } finally {
      env.LOCAL = LOCAL ?? "true"
    }
  })
})
