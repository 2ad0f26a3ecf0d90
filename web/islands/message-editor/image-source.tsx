import { useEffect, useRef, useState } from "preact/hooks"
import type { Image } from "../../../src/services/images/schema"
import { fill } from "../flow-editor/fill"
import { askImages, uploadImage } from "./image-server"
import type { Block, EditorTexts } from "./types"

type ImageBlock = Block & { type: "image" }

interface SourceProps {
  block: ImageBlock
  texts: EditorTexts
  onChange: (patch: object) => void
}

/** Room for a picture in an email, in pixels: as wide as its text. */
const roomPx = 536
const widthMin = 10
/** Pictures of the library shown at once. */
const shownAtOnce = 12
const accepted = "image/png,image/jpeg,image/gif,image/webp"

/** What an image block says of an uploaded picture: small ones are not blown up. */
export function patchFor({ path, width, height }: Image, block: ImageBlock): object {
  const fitting = Math.max(widthMin, Math.ceil((width / roomPx) * 100))
  return { src: path, size: { width, height }, width: Math.min(block.width, fitting) }
}

/** Where a picture comes from: a file that is uploaded, by a press or dropped here, or one that was uploaded before. */
export function ImageSource({ block, texts, onChange }: SourceProps) {
  const t = texts.images
  const host = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState<{ text: string; tone: "info" | "good" | "bad" } | null>(null)
  const [library, setLibrary] = useState(false)
  const [over, setOver] = useState(false)
  const take = (image: Image) => {
    onChange(patchFor(image, block))
    setLibrary(false)
    setSaid({ text: fill(t.taken, { name: image.title }), tone: "good" })
    // What it shows is asked next, unless somebody has gone elsewhere meanwhile.
    const here = host.current
    if (here?.contains(document.activeElement) || document.activeElement === document.body) {
      here?.parentElement?.querySelector<HTMLElement>("[data-alt] input")?.focus()
    }
  }
  const send = async (file: File | undefined) => {
    if (file === undefined) return
    setSaid({ text: fill(t.uploading, { name: file.name }), tone: "info" })
    const answer = await uploadImage(file)
    if (answer === null) setSaid({ text: t.unreachable, tone: "bad" })
    else if ("image" in answer) take(answer.image)
    else setSaid({ text: t.problems[answer.code] ?? answer.message, tone: "bad" })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the button does the same
    <div
      class="mimage"
      ref={host}
      data-over={over ? "" : undefined}
      data-no-variables=""
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes("Files")) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        if (event.dataTransfer?.files.length === 0) return
        event.preventDefault()
        event.stopPropagation()
        void send(event.dataTransfer?.files[0])
      }}
    >
      <div class="row">
        <input
          ref={field}
          type="file"
          accept={accepted}
          hidden
          onChange={(event) => {
            void send(event.currentTarget.files?.[0])
            event.currentTarget.value = ""
          }}
        />
        <button class="button" type="button" onClick={() => field.current?.click()}>
          {t.upload}
        </button>
        <button class="button" type="button" aria-expanded={library} onClick={() => setLibrary(!library)}>
          {t.choose}
        </button>
      </div>
      <p class="field-help">{t.limits}</p>
      <p class="mfinding" role="status" data-tone={said?.tone ?? "none"}>
        {said?.text}
      </p>
      {library && <Library texts={texts} onTake={take} />}
    </div>
  )
}

/** Pictures uploaded before, newest first. */
function Library({ texts, onTake }: { texts: EditorTexts; onTake: (image: Image) => void }) {
  const t = texts.images
  const [images, setImages] = useState<Image[]>([])
  const [next, setNext] = useState<string | null>(null)
  const [state, setState] = useState<"asking" | "good" | "unreachable">("asking")
  const more = async (cursor: string | null) => {
    setState("asking")
    const page = await askImages(shownAtOnce, cursor)
    setState(page === null ? "unreachable" : "good")
    if (page === null) return
    setImages((shown) => (cursor === null ? page.items : [...shown, ...page.items]))
    setNext(page.nextCursor)
  }
  useEffect(() => {
    void more(null)
  }, [])
  return (
    <div class="mimages">
      {state === "unreachable" && <p class="mnote">{t.unreachable}</p>}
      {state === "good" && images.length === 0 && <p class="field-help">{t.none}</p>}
      <ul class="mimages-list">
        {images.map((image) => (
          <li key={image.id}>
            <button class="mimages-item" type="button" title={image.title} onClick={() => onTake(image)}>
              <img src={image.path} alt="" loading="lazy" />
              <span class="small">{image.title}</span>
            </button>
          </li>
        ))}
      </ul>
      {next !== null && (
        <button class="button" type="button" disabled={state === "asking"} onClick={() => void more(next)}>
          {t.more}
        </button>
      )}
    </div>
  )
}
