import * as z from "zod"
import { emailDesignFields, variantsSchema } from "../../core/email-blocks"
import { messagingSchema, messagingType, variantFields } from "./messaging"
import { type CheckContext, type StepProblem, stepIdSchema } from "./step-type"

/** Content of an email; every text is a template (MSG-1). With `blocks` the HTML is made from them when it is saved. */
const texts = {
  subject: z.string().max(1_000),
  html: z.string().max(500_000),
  /** Made from the HTML when absent. */
  text: z.string().max(200_000).optional(),
  preheader: z.string().max(1_000).optional(),
  from: z.string().max(320).optional(),
  replyTo: z.string().max(320).optional(),
  ...emailDesignFields,
}
const variants = variantsSchema(z.strictObject(texts).partial()).optional()
export const emailMessageSchema = z.strictObject({
  ...texts,
  subject: texts.subject.default(""),
  html: texts.html.default(""),
  variants,
})
export const emailOverrideSchema = z.strictObject({ ...texts, variants }).partial()

const schema = messagingSchema("email", emailMessageSchema).extend({
  /** Documents that earlier Export to PDF steps of the run have made, by step (FLOW-10). */
  attach: z.array(stepIdSchema).max(10).optional(),
})
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
    { field: "from", text: message.from ?? "", required: false },
    { field: "replyTo", text: message.replyTo ?? "", required: false },
    ...variantFields(message.variants),
  ],
  checkMore: checkAttachments,
})

function checkAttachments(step: EmailStep, context: CheckContext): StepProblem[] {
  return (step.attach ?? [])
    .filter((id) => context.stepTypes.get(id) !== "exportPdf")
    .map((id) => ({ code: "unknownStep", message: `"${id}" is no Export to PDF step of this flow.` }))
}
