import * as fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { smtp } from "../../src/providers/email/smtp"
import type { OutboundMessage, SendOutcome } from "../../src/providers/provider"
import { quotedPrintable } from "../../src/providers/smtp/quoted-printable"
import { refusalOf, type Stage, takeReply } from "../../src/providers/smtp/reply"
import { contract } from "./contract"
import { fieldOf, filesOf, readMime, textOf } from "./fakes/mime"
import { letTimePass, smtpFake } from "./fakes/smtp"
import { hangsUp, type Manners, silence, smtpServer } from "./fakes/smtp-server"

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
})
afterEach(() => {
  vi.useRealTimers()
})

contract(smtpFake)

type Content = OutboundMessage<"email">["content"]
const content: Content = { channel: "email", subject: "s", html: "<p>h</p>", text: "t", from: "a@bank.example" }

function messageOf(n: number, own: Partial<Content> = {}, to = `m${n}@example.com`): OutboundMessage<"email"> {
  const ids = { idempotencyKey: `k${n}`, deliveryId: `k${n}`, memberId: "m", campaignId: "c", stepId: "s", ref: "r" }
  return { ...ids, to, content: { ...content, ...own } }
}

const messages = (count: number) => Array.from({ length: count }, (_, n) => messageOf(n))
const login = { user: "u", password: "secret" }

/** What becomes of messages at a server with these manners. */
async function sent(manners: Manners, all = messages(1), credentials: Record<string, string> = login) {
  const server = smtpServer(manners)
  const settings = { baseUrl: null, credentials: smtp.credentials.parse({ host: "mx.example", ...credentials }) }
  const outcomes = await smtp.sendAll(all, settings, {
    fetch: () => Promise.reject(new Error("SMTP makes no calls")),
    connect: server.connect,
    now: () => 0,
    outbox: { insert: () => Promise.reject(new Error("This is no outbox")) },
    reportUrl: null,
    file: async () => new Uint8Array(400).fill(7),
  })
  return { server, outcomes, kinds: outcomes.map(({ kind }) => kind) }
}

describe("getting through to a server", () => {
  it("SEND-1 TLS from the start is 465, STARTTLS and none 587, unless told otherwise", async () => {
    const offers = ["STARTTLS", "AUTH PLAIN"]
    const of = async (credentials: Record<string, string>) =>
      (await sent({ offers }, messages(1), { ...login, ...credentials })).server.calls[0]
    expect(await of({})).toEqual({ hostname: "mx.example", port: 465, secureTransport: "on" })
    expect(await of({ security: "starttls" })).toMatchObject({ port: 587, secureTransport: "starttls" })
    expect(await of({ security: "none", port: "2525" })).toMatchObject({ port: 2525, secureTransport: "off" })
  })

  it("SEC-32 without the secrecy that was asked for neither password nor message is said", async () => {
    const starttls = { ...login, security: "starttls" }
    const unspoken = async (manners: Manners) => {
      const { server, outcomes } = await sent(manners, messages(2), starttls)
      const said = server.talks.flat().map((line) => line.split(" ")[0])
      expect(said.filter((word) => word !== "EHLO" && word !== "STARTTLS" && word !== "QUIT")).toEqual([])
      return outcomes[1]
    }
    expect(await unspoken({ offers: ["AUTH PLAIN"] })).toMatchObject({ kind: "refused", code: "noStartTls" })
    const refuses = { offers: ["STARTTLS"], answers: (line: string) => (line === "STARTTLS" ? "454 No" : undefined) }
    expect(await unspoken(refuses)).toMatchObject({ kind: "retry" })
    // Words slipped in before the handshake by somebody on the way (RFC 3207).
    const slips = { ...refuses, answers: (line: string) => (line === "STARTTLS" ? "220 Go\r\n250 Ok" : undefined) }
    expect(await unspoken(slips)).toMatchObject({ kind: "retry" })
  })

  it("SEND-1 logs in by PLAIN, else by LOGIN, with any letters; without a user not at all", async () => {
    const coded = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    const said = async (
      offers: string[],
      credentials = { user: "ü", password: "pässword" } as Record<string, string>,
    ) => {
      const answers = (line: string) =>
        line === "AUTH LOGIN" ? "334 VXNlcm5hbWU6" : line === coded("ü") ? "334 UGFzc3dvcmQ6" : undefined
      const { server, outcomes } = await sent(
        { offers, answers: (line) => answers(line) ?? wordless(line) },
        messages(1),
        credentials,
      )
      return [...(server.talks[0] ?? []).slice(1, 4), outcomes[0]?.kind]
    }
    const wordless = (line: string) => (line === coded("pässword") ? "235 Welcome" : undefined)
    expect((await said(["AUTH LOGIN PLAIN"]))[0]).toBe(`AUTH PLAIN ${coded("\0ü\0pässword")}`)
    expect(await said(["AUTH LOGIN"])).toEqual(["AUTH LOGIN", coded("ü"), coded("pässword"), "accepted"])
    expect((await said(["AUTH PLAIN"], {}))[0]).toBe("MAIL FROM:<a@bank.example>")
    expect((await sent({ offers: ["AUTH GSSAPI"] })).outcomes).toMatchObject([{ kind: "refused", permanent: false }])
  })

  it("SEND-3 who cannot log in, or is not let in, waits for a person; the whole batch asks once", async () => {
    const wrong = { answers: (line: string) => (line.startsWith("AUTH") ? "535 5.7.8 Wrong" : undefined) }
    const { outcomes, server } = await sent(wrong, messages(100))
    expect(new Set(outcomes.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(outcomes[0]).toEqual({ kind: "refused", permanent: false, code: "smtp535", detail: "5.7.8 Wrong" })
    expect(server.talks.length).toBeLessThanOrEqual(3)
    expect((await sent({ greeting: "554 5.7.1 Go away" })).outcomes).toMatchObject([{ permanent: false }])
    expect((await sent({ greeting: "421 Señor, espere" })).outcomes).toEqual([
      { kind: "retry", afterMs: null, detail: "SMTP 421: Señor, espere", throttled: true },
    ])
    expect((await sent({ greeting: "HTTP/1.1 400 Bad Request" })).kinds).toEqual(["retry"])
  })

  it("SEND-3 a server that cannot be reached, hangs up or is silent before a message was taken: tried again", async () => {
    const at = (word: string, what: string) => (line: string) => {
      if (!line.startsWith(word)) return undefined
      if (what === silence) letTimePass()
      return what
    }
    for (const what of [hangsUp, silence]) {
      for (const word of ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"]) {
        expect((await sent({ answers: at(word, what) }, messages(3))).kinds).toEqual(["retry", "retry", "retry"])
      }
    }
    const connect = () => ({ ...smtpServer().connect({ hostname: "", port: 1 }, { secureTransport: "on" }) })
    const refusing = () => ({ ...connect(), opened: Promise.reject(new Error("proxy request failed")) })
    const settings = { baseUrl: null, credentials: smtp.credentials.parse({ host: "mx.example" }) }
    const ports = { connect: refusing, now: () => 0, file: async () => null } as never
    expect(await smtp.sendAll(messages(2), settings, ports)).toMatchObject([{ kind: "retry" }, { kind: "retry" }])
  })
})

describe("handing messages over", () => {
  const refusing = (n: number, reply: string) => (line: string) =>
    line === `RCPT TO:<m${n}@example.com>` ? reply : undefined

  it.each([[["PIPELINING"]], [["SIZE 1000"]]])(
    "DEL-08 a recipient that is refused holds up no other, offers %j",
    async (offers) => {
      const manners = { offers: [...offers, "AUTH PLAIN"], answers: refusing(3, "550 5.1.1 No such user") }
      const { outcomes, server } = await sent(manners, messages(100))
      expect(outcomes.flatMap(({ kind }, n) => (kind === "accepted" ? [] : [n]))).toEqual([3])
      expect(outcomes[3]).toMatchObject({ kind: "refused", permanent: true, address: "hardBounce" })
      expect(server.envelopes.map(({ to }) => to.join()).sort()).toEqual(
        messages(100)
          .filter((_, n) => n !== 3)
          .map(({ to }) => to)
          .sort(),
      )
    },
  )

  it("DEL-08 a server that waits for a content in spite of its refusal gets an empty one", async () => {
    const answers = (line: string) => (line === "DATA" && !refused++ ? "354 Go on" : refusing(0, "550 No")(line))
    let refused = 0
    const { outcomes, server } = await sent({ answers }, messages(2))
    expect(outcomes.map(({ kind }) => kind)).toEqual(["refused", "accepted"])
    expect(server.envelopes.map(({ text }) => text === "")).toEqual([true, false])
  })

  it("DEL-17 only a mailbox that is not there closes an address", () => {
    const of = (code: number, words: string, stage: Stage) => {
      const { address = null, permanent = null } = refusalOf({ code, lines: [words] }, stage) as SendOutcome & {
        address?: string
        permanent?: boolean
      }
      return [permanent, address]
    }
    expect(of(550, "5.1.1 No such user", "recipient")).toEqual([true, "hardBounce"])
    expect(of(550, "5.7.1 Listed as spam", "recipient")).toEqual([true, null])
    expect(of(554, "5.7.1 <a@b>: Relay access denied", "recipient")).toEqual([false, null])
    expect(of(553, "5.7.1 Not your address", "sender")).toEqual([false, null])
    expect(of(552, "5.3.4 Too large", "sender")).toEqual([true, null])
    expect(of(554, "5.6.0 Bad content", "content")).toEqual([true, null])
    expect(of(450, "4.2.0 Greylisted", "recipient")).toEqual([null, null])
  })

  it("DEL-06 after a message whose fate nobody knows the others of its connection wait", async () => {
    const manners = { takes: ({ to }: { to: string[] }) => (to[0] === "m2@example.com" ? hangsUp : "250 Ok") }
    const { kinds, server } = await sent(manners, messages(10))
    expect(kinds.filter((kind) => kind === "unknown")).toHaveLength(1)
    expect(kinds.filter((kind) => kind === "accepted")).toHaveLength(9)
    const always = await sent({ takes: () => hangsUp }, messages(10))
    expect(always.kinds).toEqual(["unknown", ...Array(9).fill("retry")])
    expect([server.envelopes.length, always.server.envelopes.length]).toEqual([10, 1])
  })

  it("SEND-1 a server that takes five messages a connection, or allows one connection, gets everything once", async () => {
    const counts = new Map<string, number>()
    let taken = 0
    const five = await sent({ takes: () => (++taken % 5 === 0 ? "250 Ok\r\n421 Enough" : "250 Ok") }, messages(20))
    expect(new Set(five.kinds)).toEqual(new Set(["accepted", "retry"]))
    for (const { to } of five.server.envelopes) counts.set(to.join(), (counts.get(to.join()) ?? 0) + 1)
    expect([...counts.values()].every((n) => n === 1)).toBe(true)
    let open = 0
    const answers = (line: string) =>
      line.startsWith("EHLO") && open++ > 0 ? "421 4.7.0 Too many connections" : undefined
    const one = await sent({ answers }, messages(100))
    expect(new Set(one.kinds)).toEqual(new Set(["accepted"]))
    expect(one.server.envelopes).toHaveLength(100)
  })

  it("CAM-7 what has not begun within the batch's time comes back without having been tried", async () => {
    const takes = async () => {
      await vi.advanceTimersByTimeAsync(4_000)
      return "250 Ok"
    }
    const { outcomes } = await sent({ takes }, messages(10))
    expect(outcomes.map(({ kind }) => kind)).toEqual([...Array(3).fill("accepted"), ...Array(7).fill("later")])
    expect(outcomes[9]).toMatchObject({ afterMs: 1_000 })
  })

  it("DEL-15 the same message is the same text under the same id each time", async () => {
    const [first, second] = [await sent({}), await sent({})]
    expect(first.server.envelopes).toEqual(second.server.envelopes)
    const id = fieldOf(readMime(first.server.envelopes[0]?.text ?? ""), "message-id")
    expect(`<${(first.outcomes[0] as { providerId: string }).providerId}>`).toBe(id)
  })

  it("DEL-30 a domain of any script goes as ASCII; letters before the @ that cannot are refused by name", async () => {
    const { server, outcomes } = await sent({}, [
      messageOf(0, {}, "ana@münchen.example"),
      messageOf(1, {}, "añá@bank.example"),
      messageOf(2, { from: "Señor <a@münchen.example>" }),
    ])
    expect(outcomes).toMatchObject([{ kind: "accepted" }, { kind: "refused", permanent: true }, { kind: "accepted" }])
    expect(server.envelopes.map(({ from, to }) => [from, ...to])).toEqual([
      ["a@bank.example", "ana@xn--mnchen-3ya.example"],
      ["a@xn--mnchen-3ya.example", "m2@example.com"],
    ])
  })
})

describe("the text of a message", () => {
  const readable = fc.string({
    unit: fc.constantFrom(...'ab .=\t"\\<>;\n\r,_?ñ你🎉\u2028-', "\r\n", "=?", " ".repeat(30), "x".repeat(90)),
    maxLength: 80,
  })

  it("MSG-1 whatever an author writes arrives as it was, under one head, as ASCII", async () => {
    vi.useRealTimers()
    await fc.assert(
      fc.asyncProperty(readable, readable, readable, async (text, html, subject) => {
        const { server } = await sent({}, [
          messageOf(0, { text: `t${text}`, html: `<p>${html}`, subject, headers: { "X-A": subject } }),
        ])
        const mail = readMime(server.envelopes[0]?.text ?? "")
        const lines = (one: string) => one.replaceAll(/\r\n|\r/g, "\n")
        const oneLine = subject.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim()
        expect([textOf(mail, "text/plain"), textOf(mail, "text/html")]).toEqual([
          lines(`t${text}`),
          lines(`<p>${html}`),
        ])
        expect([fieldOf(mail, "subject"), fieldOf(mail, "x-a")]).toEqual([oneLine, oneLine])
        expect(mail.fields.map(([name]) => name).slice(0, 5)).toEqual(["Date", "From", "To", "Message-ID", "Subject"])
      }),
      { numRuns: 200 },
    )
  })

  it("MSG-1 quoted-printable keeps to 76 characters of ASCII a line", () => {
    fc.assert(fc.property(readable, (text) => /^(?:[\t -~]{0,76}\r\n)*$/.test(`${quotedPrintable(text)}\r\n`)))
    expect(quotedPrintable("a = ñ \nb\t")).toBe("a =3D =C3=B1=20\r\nb=09")
  })

  it("FLOW-10 files of any name go beside both forms of the text", async () => {
    const file = (filename: string) => ({
      filename,
      contentType: "application/pdf",
      key: "k",
      url: "https://x.example",
    })
    const names = ['Vertrag "ä".pdf', "plain.pdf", "你好 🎉.pdf", "a\\b.pdf"]
    const { server } = await sent({}, [{ ...messageOf(0), attachments: names.map(file) }])
    const mail = readMime(server.envelopes[0]?.text ?? "")
    expect(filesOf(mail).map(({ filename, bytes }) => [filename, bytes.length])).toEqual(
      names.map((name) => [name, 400]),
    )
    expect([textOf(mail, "text/plain"), textOf(mail, "text/html")]).toEqual(["t", "<p>h</p>"])
  })

  it("DEL-30 an author's header takes no place of ours", async () => {
    const headers = { Bcc: "all@victim.example", "content-type": "text/evil", From: "x@victim.example", "X-Ok": "1" }
    const { server } = await sent({}, [messageOf(0, { headers })])
    const { fields } = readMime(server.envelopes[0]?.text ?? "")
    expect(JSON.stringify(fields)).not.toContain("victim")
    expect(fields.filter(([name]) => name.toLowerCase() === "content-type")).toHaveLength(1)
    expect(fields).toContainEqual(["X-Ok", "1"])
  })

  it("SEND-3 a reply is read whole however it is cut", () => {
    const text = "250-mx\r\n250-AUTH PLAIN\r\n250 Ok\r\n354 Go"
    for (let cut = 0; cut < 31; cut++) expect(takeReply(text.slice(0, cut))).toBeNull()
    expect(takeReply(text)).toEqual({ reply: { code: 250, lines: ["mx", "AUTH PLAIN", "Ok"] }, rest: "354 Go" })
    expect(() => takeReply("HTTP/1.1 400\r\n")).toThrow()
  })
})
