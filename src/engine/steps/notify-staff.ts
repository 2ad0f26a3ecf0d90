import * as z from "zod"
import { isEmail } from "../../core/profile"
import { staffAddressesMax } from "../limits"
import { checkTemplates } from "./messaging"
import { enterOutbound, goOn, type Outbound, resumeOutbound } from "./outbound"
import { type StepProblem, type StepType, stepFields } from "./step-type"

const schema = z.strictObject({
  type: z.literal("notifyStaff"),
  ...stepFields,
  to: z.array(z.string().max(320)).max(staffAddressesMax).default([]),
  /** Subject and text are templates with the member's variables. */
  subject: z.string().max(1_000).default(""),
  text: z.string().max(50_000).default(""),
})
export type NotifyStaffStep = z.infer<typeof schema>

/** Writes a note about the member to colleagues; what the member has consented to does not matter. */
export const notifyStaff: StepType<NotifyStaffStep> = {
  type: "notifyStaff",
  group: "integration",
  schema,
  helpKey: "steps.notifyStaff.help",
  outcomes: () => [{ name: "done" }, { name: "notDone", follows: "done" }],
  facts: () => ["profile", "attribute", "campaignData"],
  waitsBefore: () => [],
  enter: (_, context) => enterOutbound(out, context, () => null),
  resume: (_, context) => resumeOutbound(out, context),
  check: (step, context) => [
    ...checkAddresses(step.to),
    ...checkTemplates(
      [
        { field: "subject", text: step.subject, required: true },
        { field: "text", text: step.text, required: true },
      ],
      "note",
      context,
    ),
  ],
}

const out: Outbound = {
  type: "notifyStaff",
  channel: "staff",
  transactional: true,
  notDone: "notDone",
  settled: (delivery) => goOn(delivery, { done: "done", notDone: "notDone" }),
}

function checkAddresses(to: readonly string[]): StepProblem[] {
  if (to.length === 0) return [{ code: "addressMissing", message: "Nobody is named who should get the note." }]
  return to
    .filter((address) => !isEmail(address))
    .map((address) => ({ code: "addressInvalid", message: `"${address}" is no email address.` }))
}
