import { useUi } from "../ui"
import { controlAttributes, Field } from "./field"

/** A file of members, in a form with `upload`. */
export function MembersFile({ error }: { error: string | undefined }) {
  const { t } = useUi()
  const { file, fileHelp } = t.people.import
  return (
    <Field name="file" label={file} help={fileHelp} error={error}>
      <input
        class="input"
        type="file"
        accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson"
        {...controlAttributes({ name: "file", help: fileHelp, error })}
      />
    </Field>
  )
}

/** Where the island shows which column is what, once a file is chosen. */
export function ColumnsPlace() {
  return <div id="import-columns" />
}
