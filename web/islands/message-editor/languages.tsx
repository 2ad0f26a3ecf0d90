import { useState } from "preact/hooks"
import { fill } from "../flow-editor/fill"
import { languagesOf, withLanguage, withoutLanguage } from "./content"
import { makeId, type Store } from "./store"
import type { EditorProps } from "./types"

const offered = ["es", "en", "pt", "pt-BR", "fr", "de", "it", "ca", "gl", "eu", "nl", "pl", "es-UY", "es-MX", "es-ES"]
const tag = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/

/** A tab for each language of the message (MSG-7). */
export function Languages({ store, props }: { store: Store; props: EditorProps }) {
  const t = props.texts.languages
  const [adding, setAdding] = useState<string | null>(null)
  const { content, language, goTo, replace } = store
  const present = languagesOf(content)
  const names = new Intl.DisplayNames([props.locale], { type: "language" })
  const nameOf = (one: string) => (tag.test(one) ? (names.of(one) ?? one) : one)
  const add = () => {
    const wanted = adding?.trim() ?? ""
    if (!tag.test(wanted) || present.includes(wanted)) return
    replace(withLanguage(content, wanted, makeId))
    goTo(wanted)
    setAdding(null)
  }
  return (
    <fieldset class="mlanguages" aria-label={t.label}>
      {[null, ...present].map((one) => (
        <button
          key={one ?? ""}
          class="mtab"
          type="button"
          aria-pressed={language === one}
          title={one ?? undefined}
          onClick={() => goTo(one)}
        >
          {one === null ? t.own : nameOf(one)}
        </button>
      ))}
      {adding === null ? (
        <button class="mtab" type="button" onClick={() => setAdding("")}>
          + {t.add}
        </button>
      ) : (
        <form
          class="mtab-form"
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <input
            class="input"
            list="mlanguages"
            aria-label={t.code}
            placeholder="es"
            value={adding}
            autofocus
            onInput={(event) => setAdding(event.currentTarget.value)}
          />
          <datalist id="mlanguages">
            {offered
              .filter((one) => !present.includes(one))
              .map((one) => (
                <option key={one} value={one}>
                  {nameOf(one)}
                </option>
              ))}
          </datalist>
          <button class="button" type="submit" disabled={!tag.test(adding.trim())}>
            {t.put}
          </button>
          <button class="button" type="button" data-look="quiet" onClick={() => setAdding(null)}>
            {t.cancel}
          </button>
        </form>
      )}
      {language !== null && (
        <button
          class="button mtab-remove"
          type="button"
          data-look="quiet"
          onClick={() => {
            replace(withoutLanguage(content, language))
            goTo(null)
          }}
        >
          {fill(t.remove, { language: nameOf(language) })}
        </button>
      )}
    </fieldset>
  )
}
