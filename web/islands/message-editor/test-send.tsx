import { useState } from "preact/hooks"
import { fill } from "../flow-editor/fill"
import { problemWords } from "./findings"
import { previewInput, sendTest } from "./server"
import type { Store } from "./store"
import type { EditorProps } from "./types"

/** Sends what is written to somebody who wants to see it in a real inbox (MSG-3). */
export function TestSend({ props, store, memberId }: { props: EditorProps; store: Store; memberId: string }) {
  const t = props.texts.test
  const [to, setTo] = useState(props.channel === "email" ? props.testTo : "")
  const [said, setSaid] = useState<{ text: string; tone: "good" | "bad" | "info" } | null>(null)
  const send = async () => {
    setSaid({ text: t.sending, tone: "info" })
    const input = previewInput(props, { content: store.content, language: store.language, memberId })
    const answer = await sendTest(input, to.trim())
    if (answer === null) setSaid({ text: t.unreachable, tone: "bad" })
    else if (answer.sent) setSaid({ text: fill(t.sent, { to: to.trim() }), tone: "good" })
    else setSaid({ text: answer.problems.map((one) => problemWords(props.texts.preview, one)).join(" "), tone: "bad" })
  }
  return (
    <form
      class="mtest"
      data-no-variables=""
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <label class="field-label" for="mtest-to">
        {t.to[props.channel]}
      </label>
      <div class="mfields-row">
        <input
          class="input"
          id="mtest-to"
          type="text"
          value={to}
          onInput={(event) => setTo(event.currentTarget.value)}
        />
        <button class="button" type="submit" disabled={to.trim() === ""}>
          {t.send}
        </button>
      </div>
      <p class="mfinding" role="status" data-tone={said?.tone ?? "none"}>
        {said?.text}
      </p>
    </form>
  )
}
