import type { ExportPdfStep } from "../../src/engine/steps/export-pdf"
import { exportPdfForm } from "./export-pdf-form"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"

export const exportPdf: StepLook<ExportPdfStep> = {
  icon: "document",
  hue: "integration",
  form: exportPdfForm,
  summary({ document }, { t }) {
    const name = templateGist(document.name)
    return name === "" ? t.flow.summaries.noContent : t.flow.summaries.document(name)
  },
}
