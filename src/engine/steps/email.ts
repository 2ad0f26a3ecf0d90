import * as z from "zod"
import { messagingSchema, messagingType } from "./messaging"

/** Content of an email; every text is a template (MSG-1). */
const messageSchema = z.strictObject({
  subject: z.string().max(1_000).default(""),
  html: z.string().max(500_000).default(""),
  /** Made from the HTML when absent. */
  text: z.string().max(200_000).optional(),
  preheader: z.string().max(1_000).optional(),
  from: z.string().max(320).optional(),
  replyTo: z.string().max(320).optional(),
})

const schema = messagingSchema("email", messageSchema)
export type EmailStep = z.infer<typeof schema>

/** Sends one email. */
export const email = messagingType<EmailStep>({
  type: "email",
  schema,
  helpKey: "steps.email.help",
  templates: (message) => [
    { field: "subject", text: message.subject, required: true },
    // A plain-text email needs no HTML.
    { field: "html", text: message.html, required: (message.text ?? "").trim() === "" },
    { field: "text", text: message.text ?? "", required: false },
    { field: "preheader", text: message.preheader ?? "", required: false },
  ],
})
