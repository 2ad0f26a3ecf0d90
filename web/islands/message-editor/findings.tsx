import { fill } from "../flow-editor/fill"
import type { FieldProblem } from "./server"
import type { Store } from "./store"
import type { EditorTexts, Preview } from "./types"

type PreviewTexts = EditorTexts["preview"]

interface FindingsProps {
  preview: Preview
  texts: PreviewTexts
  store: Store
}

/** A problem in the reader's words, with the field that it is about. */
export function problemWords(texts: PreviewTexts, { path, code, message }: FieldProblem): string {
  const [field = "", language] = path.split(".").toReversed()
  const named = /"([^"]*)"/.exec(message)?.[1] ?? ""
  const said = texts.problems[code]
  const where = texts.fields[field] ?? path
  return [
    where,
    path.includes("variants.") && language ? ` (${language})` : "",
    where ? ": " : "",
    said ? fill(said, { named }) : message,
  ].join("")
}

/** What keeps the message from being sent, and what deserves a look. */
export function Findings({ preview, texts, store }: FindingsProps) {
  const { problems, warnings, bytes } = preview
  const inLanguage = (language: string | null) => (language === null ? "" : ` (${language})`)
  const kb = bytes === null ? null : Math.ceil(bytes / 1024)
  return (
    <div class="mfindings" aria-live="polite">
      {problems.length + warnings.length === 0 && (
        <p class="mfinding" data-tone="good">
          {texts.good}
        </p>
      )}
      {problems.map((one) => (
        <p class="mfinding" data-tone="bad" key={`${one.path} ${one.message}`}>
          {problemWords(texts, one)}
        </p>
      ))}
      {warnings.map((one) => (
        <p
          class="mfinding"
          data-tone={one.hint ? "info" : "attention"}
          key={`${one.code} ${one.language} ${one.message}`}
        >
          {fill(texts.warnings[one.code] ?? one.message, {
            named: /"([^"]*)"/.exec(one.message)?.[1] ?? "",
            kb: kb ?? 0,
          })}
          {inLanguage(one.language)}
        </p>
      ))}
      {kb !== null && <p class="small muted">{fill(texts.size, { kb })}</p>}
      {preview.language !== store.language && (
        <p class="small muted">{fill(texts.variant, { language: preview.language ?? texts.own })}</p>
      )}
    </div>
  )
}
