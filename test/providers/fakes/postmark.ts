import { refOfPieces, refPieces } from "../../../src/providers/mail"
import { providers } from "../../../src/providers/registry"
import type { Fake, MadeCallback } from "../contract"
import { callbackOf, expectRequest, fileOf, withHeader } from "./parts"

interface Mail {
  From: string
  To: string
  Subject: string
  HtmlBody: string
  TextBody: string
  ReplyTo: string
  MessageStream: string
  Headers: { Name: string; Value: string }[]
  Metadata: Record<string, string>
  Attachments?: { Name: string; Content: string; ContentType: string }[]
}

const authorization = `Basic ${btoa("hook:pass:word")}`

/** Postmark by https://postmarkapp.com/developer/api/email-api. */
export const postmarkFake: Fake<"email"> = {
  provider: providers.email.postmark,
  settings: {
    baseUrl: null,
    credentials: {
      serverToken: "token",
      messageStream: "broadcast",
      webhookUser: "hook",
      webhookPassword: "pass:word",
    },
  },
  badCredentials: [["serverToken", {}]],
  to: (n) => `m${n}@example.com`,
  async read(request) {
    expectRequest(request, "POST https://api.postmarkapp.com/email/batch", ["x-postmark-server-token", "token"])
    return ((await request.json()) as Mail[]).map((mail) => {
      if (mail.MessageStream !== "broadcast") throw new Error(mail.MessageStream)
      const metadata = Object.entries(mail.Metadata)
      if (metadata.length > 10 || metadata.some(([name, value]) => name.length > 20 || value.length > 80))
        throw new Error("Metadata beyond its bounds")
      return {
        ...{ key: null, to: mail.To, ref: refOfPieces((name) => mail.Metadata[name]) },
        ...{ from: mail.From, replyTo: mail.ReplyTo, subject: mail.Subject, html: mail.HtmlBody, text: mail.TextBody },
        headers: Object.fromEntries(mail.Headers.map(({ Name, Value }) => [Name, Value])),
        files: (mail.Attachments ?? []).map(({ Name, ContentType, Content }) => fileOf(Name, ContentType, Content)),
      }
    })
  },
  answer: (arrived, refused) =>
    Response.json(
      arrived.map(({ to }, n) =>
        refused.has(n)
          ? { ErrorCode: 406, Message: "You tried to send to a recipient that has been marked as inactive." }
          : { ErrorCode: 0, Message: "OK", MessageID: `pm-${to}`, To: to },
      ),
    ),
  callbacks: {
    async make({ ref, at }) {
      const time = new Date(at).toISOString()
      const events: [object, MadeCallback["report"]][] = [
        [{ RecordType: "Delivery", DeliveredAt: time }, { type: "delivered" }],
        [
          { RecordType: "Bounce", ID: 1, Type: "HardBounce", BouncedAt: time },
          { type: "bounced", permanent: true },
        ],
        [
          { RecordType: "Bounce", ID: 2, Type: "SoftBounce", BouncedAt: time },
          { type: "bounced", permanent: false },
        ],
        [{ RecordType: "SpamComplaint", ID: 3, BouncedAt: time }, { type: "complained" }],
        [
          { RecordType: "Open", ReceivedAt: time },
          { type: "opened", machine: false },
        ],
        [
          { RecordType: "Click", ReceivedAt: time, OriginalLink: "https://x.example/" },
          { type: "clicked", machine: false, url: "https://x.example/" },
        ],
      ]
      const Metadata = refPieces(ref, 80, 10)
      return events.map(([event, report]) => ({
        request: callbackOf({ ...event, MessageID: "pm-1", Metadata }, { authorization }),
        report,
      }))
    },
    forge: (genuine) => [
      withHeader(genuine, "authorization", `Basic ${btoa("hook:pass:worn")}`),
      withHeader(genuine, "authorization", `Basic ${btoa("hook:")}`),
      { ...genuine, headers: new Headers() },
    ],
  },
}
