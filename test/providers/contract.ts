import { describe, expect, it } from "vitest"
import type {
  CallbackRequest,
  MessageChannel,
  OutboundContent,
  OutboundMessage,
  Provider,
  ProviderPorts,
  ProviderReport,
  ProviderSettings,
  SendOutcome,
} from "../../src/providers/provider"

/** A message as the provider's end has understood it. */
export interface Arrived {
  /** The idempotency key; null where the provider takes none. */
  key: string | null
  to: string
  /** Our name of the delivery, however it was carried; null: not at all. */
  ref: string | null
  from?: string
  replyTo?: string
  subject?: string
  html?: string
  text?: string
  headers?: Record<string, string>
  files?: { filename: string; contentType: string; bytes: Uint8Array }[]
  title?: string
  link?: string
}

/** A callback that the provider makes, signed with the settings' own keys at `at` (epoch ms). */
export interface MadeCallback {
  request: CallbackRequest
  /** What it must be read as. */
  report: ProviderReport["report"]
}

/** One provider's end, played from its documentation. Everything else is the suite's. */
export interface Fake<C extends MessageChannel = MessageChannel> {
  provider: Provider<C>
  settings: ProviderSettings
  /** Credentials that must be refused, each with the name of the wrong one. */
  badCredentials: [name: string, credentials: Record<string, unknown>][]
  /** The nth recipient. */
  to(n: number): string
  content?: OutboundContent & { channel: C }
  /** What else a message of this channel needs. */
  more?(n: number): Partial<OutboundMessage<C>>
  /** For a provider that is no Web service: connects to its end, which puts each message it gets as a request. */
  connect?(put: (request: Request) => Promise<Response>): ProviderPorts["connect"]
  /** Answers a request that carries no message, such as one for a token; null: it carries some. */
  aside?(request: Request): Promise<Response | null>
  /** Reads a request as the provider would: throws when method, path, authorisation or shape are not as documented. */
  read(request: Request): Promise<Arrived[]>
  /** The answer to a request whose messages it took, but for those at `refused`. */
  answer(arrived: Arrived[], refused: ReadonlySet<number>): Response | Promise<Response>
  /** Callbacks about a delivery; absent: it makes none. */
  callbacks?: {
    make(about: { ref: string; from: string; at: number }): Promise<MadeCallback[]>
    /** The same with one thing changed: each must be refused. */
    forge(genuine: CallbackRequest): CallbackRequest[]
    /** What callbacks are checked with, beside `settings`. */
    fetch?: typeof fetch
  }
}

/** What the provider's end does with a request. */
type Mood =
  | { kind: "well" }
  | { kind: "status"; status: number; headers?: Record<string, string>; body?: string }
  /** Takes the messages, then is silent or hangs up. */
  | { kind: "timesOut" }
  | { kind: "hangsUp" }

const now = Date.UTC(2026, 10, 22, 12, 0, 0)
const contents: { [C in MessageChannel]: OutboundContent & { channel: C } } = {
  email: {
    channel: "email",
    subject: "Hello",
    html: "<p>Hello</p>",
    text: "Hello",
    from: '"Millrace Bank" <hello@bank.example>',
    replyTo: "answers@bank.example",
    headers: { "Auto-Submitted": "auto-generated", "List-Id": "<c1.millrace>" },
  },
  sms: { channel: "sms", text: "Hello" },
  push: { channel: "push", title: "Hello", body: "A word", link: "https://bank.example/x", image: null },
}

/** A ref as `core/delivery-ref` makes them: two parts in base64url. */
export const refOf = (n: number) => `${"A1b2-_".repeat(20)}${n}.${"s".repeat(42)}${n % 10}`

/** The provider's end at work: remembers what it took, by key where it knows keys. */
function rigOf<C extends MessageChannel>(fake: Fake<C>) {
  const taken: Arrived[] = []
  const requests: Arrived[][] = []
  const moods: Mood[] = []
  const broken: unknown[] = []
  const refused = new Set<string>()
  const answer = async (request: Request): Promise<Response> => {
    const aside = (await fake.aside?.(request.clone() as unknown as Request)) ?? null
    if (aside !== null) return aside
    const mood = moods.shift() ?? { kind: "well" }
    const arrived = await fake.read(request)
    requests.push(arrived)
    if (mood.kind === "status")
      return new Response(mood.body ?? "{}", { status: mood.status, headers: mood.headers ?? {} })
    const bad = new Set(arrived.flatMap((one, index) => (refused.has(one.to) ? [index] : [])))
    for (const [index, one] of arrived.entries()) {
      const known = one.key !== null && taken.some((other) => other.key === one.key)
      if (!bad.has(index) && !known) taken.push(one)
    }
    if (mood.kind === "timesOut") throw new DOMException("The operation timed out", "TimeoutError")
    if (mood.kind === "hangsUp") throw new TypeError("Network connection lost.")
    return await fake.answer(arrived, bad)
  }
  const put = async (request: Request): Promise<Response> => {
    try {
      return await answer(request)
    } catch (error) {
      // What the fake holds against a request must not pass for a bad line.
      if (!(error instanceof DOMException) && !(error instanceof TypeError)) broken.push(error)
      throw error
    }
  }
  const ports: ProviderPorts = {
    fetch: async (input, init) => await put(new Request(input, init as RequestInit) as unknown as Request),
    connect: fake.connect?.(put) ?? noSockets,
    now: () => now,
    outbox: { insert: () => Promise.reject(new Error("This is no outbox")) },
    reportUrl: `https://millrace.example/webhooks/providers/${fake.provider.channel}/${fake.provider.kind}`,
    file: async (key) => new TextEncoder().encode(`bytes of ${key}`),
  }
  const sendAll = async (messages: readonly OutboundMessage<C>[]): Promise<SendOutcome[]> => {
    const outcomes = await fake.provider.sendAll(messages, fake.settings, ports)
    if (broken.length > 0) throw broken[0]
    expect(outcomes).toHaveLength(messages.length)
    return outcomes
  }
  return { taken, requests, moods, refused, ports, sendAll }
}

/** For providers that are Web services. */
export function noSockets(): never {
  throw new Error("This provider opens no sockets")
}

/** The rules that every provider keeps, proved against its end as its documentation describes it. */
export function contract<C extends MessageChannel>(fake: Fake<C>): void {
  const { provider } = fake
  const messageOf = (
    n: number,
    content: OutboundContent & { channel: C } = fake.content ?? contents[provider.channel],
  ) => {
    const deliveryId = `c1.u${n}.1.step.1.${provider.channel}`
    const ids = { idempotencyKey: deliveryId, deliveryId, memberId: `m${n}`, campaignId: "c1", stepId: "step" }
    return { ...ids, ref: refOf(n), to: fake.to(n), content, ...fake.more?.(n) } as OutboundMessage<C>
  }
  const messages = (count: number) => Array.from({ length: count }, (_, n) => messageOf(n))
  const tos = (all: readonly Arrived[]) => all.map((one) => one.to).sort()
  const lost = provider.idempotent ? "retry" : "unknown"

  describe(`${provider.channel} by ${provider.kind}`, () => {
    it("SEND-1 takes a hundred messages, each once, and gives one outcome a message", async () => {
      const { sendAll, taken } = rigOf(fake)
      const outcomes = await sendAll(messages(100))
      expect(outcomes.filter(({ kind }) => kind !== "accepted")).toEqual([])
      expect(tos(taken)).toEqual(
        messages(100)
          .map((one) => one.to)
          .sort(),
      )
      if (provider.idempotent)
        expect(taken.map((one) => one.key).sort()).toEqual(
          messages(100)
            .map((one) => one.idempotencyKey)
            .sort(),
        )
      for (const one of taken) {
        const sent = messages(100).find((message) => message.to === one.to)
        if (fake.callbacks) expect(one.ref).toBe(sent?.ref)
      }
    })

    it("SEND-3 a permanent refusal is not tried again", async () => {
      const { sendAll, refused } = rigOf(fake)
      refused.add(fake.to(0))
      expect(await sendAll(messages(1))).toMatchObject([{ kind: "refused", permanent: true }])
    })

    it("SEND-3 a refusal of our settings waits for a person", async () => {
      const { sendAll, moods } = rigOf(fake)
      moods.push({ kind: "status", status: 401 })
      expect((await sendAll(messages(1)))[0]).toMatchObject({ kind: "refused", permanent: false })
    })

    // What only HTTP has: a pause that is asked for, and redirects.
    const byHttp = fake.connect === undefined
    it.runIf(byHttp)("DEL-04 429 with seconds, a date, nothing, or something absurd", async () => {
      const cases: [string | null, number | null][] = [
        ["90", 90_000],
        [new Date(now + 90_000).toUTCString(), 90_000],
        [null, null],
        ["999999999", 999_999_999_000],
        ["soon", null],
      ]
      for (const [value, afterMs] of cases) {
        const { sendAll, moods } = rigOf(fake)
        moods.push({ kind: "status", status: 429, ...(value === null ? {} : { headers: { "retry-after": value } }) })
        expect(await sendAll(messages(1))).toMatchObject([{ kind: "retry", afterMs }])
      }
    })

    it("SEND-3 500, then taken", async () => {
      const { sendAll, moods, taken } = rigOf(fake)
      moods.push({ kind: "status", status: 500 })
      expect(await sendAll(messages(1))).toMatchObject([{ kind: "retry", afterMs: null }])
      expect(await sendAll(messages(1))).toMatchObject([{ kind: "accepted" }])
      expect(taken).toHaveLength(1)
    })

    it.runIf(byHttp)("SEND-3 an answer of any shape is an outcome a message, never a throw", async () => {
      const parts = ["null", "[null]", "[7]", "{}"]
      const names = ["errors", "error", "result", "messages", "message", "data", "reason", "ErrorCode"]
      const bodies = ["", "<html>", "[", ...parts, ...names.flatMap((name) => parts.map((one) => `{"${name}":${one}}`))]
      for (const status of [200, 400, 422, 503]) {
        for (const body of bodies) {
          const { sendAll, moods } = rigOf(fake)
          moods.push({ kind: "status", status, body })
          await sendAll(messages(1)) // which counts the outcomes
        }
      }
    })

    it.runIf(byHttp)("SEC-22 a redirect is not followed", async () => {
      const { sendAll, moods, requests } = rigOf(fake)
      moods.push({ kind: "status", status: 302, headers: { location: "http://169.254.169.254/" } })
      expect((await sendAll(messages(1)))[0]).toMatchObject({ kind: "refused", permanent: false })
      expect(requests).toHaveLength(1)
    })

    it.each(["timesOut", "hangsUp"] as const)(
      `${provider.idempotent ? "DEL-05 tried again with the same key" : "DEL-06 nobody knows"}: it %s after taking it`,
      async (kind) => {
        const { sendAll, moods, taken, requests } = rigOf(fake)
        moods.push({ kind })
        expect((await sendAll(messages(1)))[0]?.kind).toBe(lost)
        if (!provider.idempotent) return
        expect(await sendAll(messages(1))).toMatchObject([{ kind: "accepted" }])
        expect([taken.length, requests.length]).toEqual([1, 2])
      },
    )

    it("DEL-08 one bad recipient among a hundred holds up no other, and nothing is asked twice", async () => {
      const { sendAll, refused, taken, requests } = rigOf(fake)
      refused.add(fake.to(37))
      const outcomes = await sendAll(messages(100))
      expect(outcomes.flatMap(({ kind }, n) => (kind === "accepted" ? [] : [n]))).toEqual([37])
      expect(outcomes[37]).toMatchObject({ kind: "refused", permanent: true })
      expect(taken).toHaveLength(99)
      expect(requests.flat()).toHaveLength(100)
    })

    it("SEND-1 refuses settings of another shape, naming the field", () => {
      expect(provider.credentials.safeParse(fake.settings.credentials).success).toBe(true)
      for (const [name, credentials] of fake.badCredentials) {
        const { error } = provider.credentials.safeParse(credentials)
        const named = error?.issues.flatMap((issue) =>
          issue.code === "unrecognized_keys" ? issue.keys : [issue.path.join(".")],
        )
        expect(named).toContain(name)
      }
    })

    if (provider.channel === "email") emailContract(fake as unknown as Fake<"email">, messageOf as never)
    const { callbacks } = fake
    if (callbacks) callbackContract(fake, callbacks)
  })
}

type EmailContent = OutboundContent & { channel: "email" }

function emailContract(
  fake: Fake<"email">,
  messageOf: (n: number, content?: EmailContent) => OutboundMessage<"email">,
): void {
  const sendOne = async (content: Partial<EmailContent>, attachments: OutboundMessage["attachments"] = []) => {
    const { sendAll, taken } = rigOf(fake)
    const message = messageOf(0, { ...contents.email, ...content })
    const [outcome] = await sendAll([attachments.length > 0 ? { ...message, attachments } : message])
    return { outcome, mail: taken[0], count: taken.length }
  }

  it("MSG-4 headers, sender, reply-to and bodies arrive exactly", async () => {
    const headers = {
      "Auto-Submitted": "auto-generated",
      "List-Unsubscribe": "<https://bank.example/u/abc>, <mailto:u@bank.example>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    const { mail } = await sendOne({ headers, html: "<p>¡Hola! 你好</p>", text: "¡Hola! 你好" })
    expect(mail).toMatchObject({
      from: '"Millrace Bank" <hello@bank.example>',
      replyTo: "answers@bank.example",
      subject: "Hello",
      html: "<p>¡Hola! 你好</p>",
      text: "¡Hola! 你好",
      headers,
    })
  })

  it("FLOW-10 files go along", async () => {
    const file = { filename: "Vertrag ä.pdf", contentType: "application/pdf", key: "k1", url: "https://x.example" }
    const { mail } = await sendOne({}, [file])
    const { filename, contentType } = file
    expect(mail?.files).toEqual([{ filename, contentType, bytes: new TextEncoder().encode("bytes of k1") }])
  })

  it("DEL-30 nothing in a subject, a name or a header can begin another header", async () => {
    const evil = "Hi\r\nBcc: all@victim.example\n\tX: 1\u2028"
    const { mail, count } = await sendOne({
      subject: evil,
      from: `"Ana\r\nBcc: b@victim.example" <hello@bank.example>`,
      headers: { "X-Evil": evil, "Bad Name": "x", "Bad\r\nBcc": "y" },
    })
    expect(count).toBe(1)
    const { headers = {}, subject = "", from = "" } = mail ?? {}
    const lines = [subject, from, ...Object.entries(headers).flat()]
    for (const line of lines) expect(line).not.toMatch(/[\r\n\u2028]/)
    expect(Object.keys(headers).filter((name) => name.startsWith("Bad"))).toEqual([])
  })

  it("DEL-30 emoji, right-to-left and a very long subject arrive whole", async () => {
    const subject = `🎉 مرحبا ${"long ".repeat(220)}end`
    const { mail } = await sendOne({ subject, from: '"Señor 🎩, \\"Bank\\"" <hello@bank.example>' })
    expect(mail?.subject).toBe(subject)
    expect(mail?.from).toBe('"Señor 🎩, \\"Bank\\"" <hello@bank.example>')
  })

  it("SEND-3 without a sender nothing goes out until somebody names one", async () => {
    const { outcome, count } = await sendOne({ from: null })
    expect(outcome).toMatchObject({ kind: "refused", permanent: false, code: "noSender" })
    expect(count).toBe(0)
  })

  it("DEL-30 what is more than one address is refused", async () => {
    const { sendAll, taken } = rigOf(fake)
    const outcomes = await sendAll([{ ...messageOf(0), to: "a@x.example,b@x.example" }, messageOf(1)])
    expect(outcomes).toMatchObject([{ kind: "refused", permanent: true }, { kind: "accepted" }])
    expect(taken).toHaveLength(1)
  })
}

function callbackContract<C extends MessageChannel>(
  { provider, settings, to }: Fake<C>,
  callbacks: NonNullable<Fake<C>["callbacks"]>,
): void {
  const about = { ref: refOf(1), from: to(1), at: now }
  const ports = { now: () => now, fetch: callbacks.fetch ?? (() => Promise.reject(new Error("Nothing to ask"))) }
  const read = async (request: CallbackRequest) => await provider.readCallback?.(request, settings, ports)

  it("SEND-5 its callbacks are read, each about its delivery", async () => {
    const made = await callbacks.make(about)
    expect(made.length).toBeGreaterThan(0)
    for (const { request, report } of made) {
      const answer = await read(request)
      expect(answer?.reports).toMatchObject([{ report }])
      const [one] = answer?.reports ?? []
      expect(one?.about).toEqual(report.type === "replied" ? { from: about.from } : { ref: about.ref })
      expect(Math.abs((one?.at ?? 0) - now)).toBeLessThan(60_000)
      expect(one?.id.length).toBeGreaterThan(0)
    }
  })

  it("DEL-16 a doubled callback has the same id, two different ones have not", async () => {
    const ids: (string | undefined)[] = []
    for (const { request } of await callbacks.make(about)) {
      const [first, again] = [await read(request), await read(request)]
      expect(again?.reports[0]?.id).toBe(first?.reports[0]?.id)
      ids.push(first?.reports[0]?.id)
    }
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("SEND-5 a forged callback is none", async () => {
    for (const { request } of await callbacks.make(about)) {
      for (const forged of callbacks.forge(request)) expect(await read(forged)).toBeNull()
    }
  })
}
