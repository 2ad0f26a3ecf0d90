import * as z from "zod"
import { checkTemplates } from "./messaging"
import { enterOutbound, goOn, type Outbound, resumeOutbound } from "./outbound"
import { type StepType, stepFields } from "./step-type"

const schema = z.strictObject({
  type: z.literal("exportPdf"),
  ...stepFields,
  /** Both are templates; the HTML is a safe subset without images, scripts and addresses to load (SEC-40). */
  document: z
    .strictObject({ name: z.string().max(200).default(""), html: z.string().max(500_000).default("") })
    .prefault({}),
})
export type ExportPdfStep = z.infer<typeof schema>

/** Makes a PDF document for the member and keeps it (FLOW-10); later messages can link to it or attach it. */
export const exportPdf: StepType<ExportPdfStep> = {
  type: "exportPdf",
  group: "integration",
  schema,
  helpKey: "steps.exportPdf.help",
  outcomes: () => [{ name: "done" }, { name: "notDone", follows: "done" }],
  facts: () => ["profile", "attribute", "campaignData"],
  waitsBefore: () => [],
  enter: (_, context) => enterOutbound(out, context, () => null),
  resume: (_, context) => resumeOutbound(out, context),
  check: ({ document }, context) =>
    checkTemplates(
      [
        { field: "name", text: document.name, required: true },
        { field: "html", text: document.html, required: true },
      ],
      "document",
      context,
    ),
}

const out: Outbound = {
  type: "exportPdf",
  channel: "pdf",
  transactional: true,
  notDone: "notDone",
  settled: (delivery) => goOn(delivery, { done: "done", notDone: "notDone" }),
}
