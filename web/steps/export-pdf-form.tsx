import type { ExportPdfStep } from "../../src/engine/steps/export-pdf"
import { TextareaField, TextField } from "../components/inputs"
import { fieldOf } from "../forms/form-view"
import { rawOf } from "../forms/values"
import { useUi } from "../ui"
import type { StepForm } from "./step-form"

export const exportPdfForm: StepForm<ExportPdfStep> = {
  blank: {},
  fields: ({ document }) => ({ "document.name": document.name, "document.html": document.html }),
  read: (values) => ({ document: { name: rawOf(values, "document.name"), html: rawOf(values, "document.html") } }),
  Fields({ form }) {
    const { t } = useUi()
    const s = t.stepForms.exportPdf
    return (
      <>
        <TextField {...fieldOf(form, "document.name")} label={s.name} help={s.nameHelp} />
        <TextareaField {...fieldOf(form, "document.html")} label={s.html} help={s.htmlHelp} rows={14} code />
      </>
    )
  },
}
