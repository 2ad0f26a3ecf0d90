import { useEffect, useRef, useState } from "preact/hooks"
import { fill } from "../flow-editor/fill"
import { type BlockActs, BlockList, type Dragged } from "./block-list"
import {
  blankBlock,
  blockOf,
  changed,
  duplicated,
  inserted,
  movedTo,
  removed,
  type Spot,
  shifted,
  spotOf,
} from "./blocks"
import { inkOn, plainTheme } from "./content"
import { Text } from "./fields"
import { uploadImage } from "./image-server"
import { patchFor } from "./image-source"
import { Palette, ThemeFields } from "./palette"
import { makeId, type Store } from "./store"
import type { Block, BlockType, EditorProps, Preview } from "./types"

interface BodyProps {
  store: Store
  props: EditorProps
  preview: Preview | null
}

/** The body of an email: blocks, or HTML as somebody writes it. */
export function BodyEditor({ store, props, preview }: BodyProps) {
  const { part, content, language, change } = store
  const t = props.texts.body
  if (part.blocks !== undefined) return <Blocks store={store} props={props} preview={preview} blocks={part.blocks} />
  const toBlocks = () => {
    const words = { heading: part.subject || content.subject || props.texts.words.heading, ...wordsOf(props) }
    const first = part.html
      ? ({ type: "html", id: makeId(), html: bodyOf(part.html) } as const)
      : blankBlock("heading", makeId(), { ...words, heading: words.heading })
    const rest = part.html ? [] : [blankBlock("text", makeId(), words)]
    change({ blocks: [first, ...rest], html: undefined })
  }
  return (
    <div class="mbody">
      <div class="row">
        <span class="msection grow">{t.html}</span>
        <button class="button" type="button" data-look={part.html ? "plain" : "primary"} onClick={toBlocks}>
          {part.html ? t.toBlocks : t.beginBlocks}
        </button>
      </div>
      <Text
        label={t.htmlLabel}
        value={part.html}
        rows={18}
        code
        placeholder={language === null ? undefined : t.inherits}
        onText={(html) => change({ html }, "html")}
      />
    </div>
  )
}

function wordsOf({ texts }: EditorProps) {
  return { text: texts.words.text, button: texts.words.button }
}

/** What stands between the body's tags: blocks bring their own document. */
function bodyOf(html: string): string {
  return /<body\b[^>]*>([\s\S]*?)<\/body\s*>/i.exec(html)?.[1]?.trim() ?? html
}

function Blocks({ store, props, preview, blocks }: BodyProps & { blocks: readonly Block[] }) {
  const { texts } = props
  const { part, content, selected, select, change } = store
  const [said, setSaid] = useState("")
  const [failed, setFailed] = useState("")
  const [aimed, setAimed] = useState<Spot | null>(null)
  const theme = part.theme ?? content.theme ?? plainTheme
  const words = { heading: texts.words.heading, ...wordsOf(props) }
  const put = (next: readonly Block[], key?: string) => change({ blocks: next }, key)
  /** Changes a block as it is by then: pictures take their time to be uploaded. Of a block that is gone, nothing. */
  const latest = useRef<BlockActs["change"]>(() => {})
  latest.current = (id, patch, key) => {
    if (blockOf(blocks, id) !== null) put(changed(blocks, id, patch), key === undefined ? undefined : `${id} ${key}`)
  }
  useEffect(
    () => () => {
      latest.current = () => {}
    },
    [],
  )
  const focusOn = (id: string, within: "face" | "field") =>
    requestAnimationFrame(() => {
      const card = document.getElementById(`block-${id}`)
      const field = card?.querySelector<HTMLElement>(".mblock-fields :is(input, textarea, [contenteditable], select)")
      const face = card?.querySelector<HTMLElement>(".mblock-face")
      const target = within === "field" ? (field ?? face) : face
      target?.focus()
      card?.scrollIntoView({ block: "nearest" })
    })
  const choose = (id: string | null) => {
    setAimed(null)
    select(id)
    if (id !== null) focusOn(id, "field")
  }
  const add = (type: BlockType, spot: Spot) => {
    const block = blankBlock(type, makeId(), words)
    put(inserted(blocks, block, spot))
    choose(block.id ?? null)
    setSaid(fill(texts.said.added, { block: texts.blocks[type] }))
  }
  const acts: BlockActs = {
    select: choose,
    leave: (id) => {
      select(null)
      focusOn(id, "face")
    },
    change: (id, patch, key) => latest.current(id, patch, key),
    dropFile: (file, spot) => {
      const block = { ...blankBlock("image", makeId(), words), type: "image" } as Block & { type: "image" }
      const id = block.id ?? ""
      put(inserted(blocks, block, spot))
      choose(id)
      setFailed("")
      setSaid(fill(texts.images.uploading, { name: file.name }))
      void uploadImage(file).then((answer) => {
        if (answer !== null && "image" in answer) {
          latest.current(id, patchFor(answer.image, block))
          setSaid(fill(texts.images.taken, { name: answer.image.title }))
        } else {
          const why =
            answer === null ? texts.images.unreachable : (texts.images.problems[answer.code] ?? answer.message)
          setFailed(why)
        }
      })
    },
    drop: (dragged: Dragged, spot) => {
      if ("type" in dragged) return add(dragged.type, spot)
      put(movedTo(blocks, dragged.id, spot))
      focusOn(dragged.id, "face")
    },
    shift: (id, by) => {
      const next = shifted(blocks, id, by)
      put(next)
      focusOn(id, "face")
      const spot = spotOf(next, id)
      setSaid(fill(texts.said.moved, { n: (spot?.index ?? 0) + 1 }))
    },
    duplicate: (id) => {
      const made = duplicated(blocks, id, makeId)
      put(made.blocks)
      if (made.copy !== null) focusOn(made.copy, "face")
      setSaid(texts.said.duplicated)
    },
    remove: (id) => {
      const spot = spotOf(blocks, id)
      const next = removed(blocks, id)
      put(next)
      select(null)
      setSaid(texts.said.removed)
      const near = next[Math.min(spot?.index ?? 0, next.length - 1)]
      if (near?.id !== undefined) focusOn(near.id, "face")
    },
    aim: (spot) => {
      setAimed(spot)
      document.querySelector<HTMLElement>(".mpalette-item")?.focus()
    },
  }
  /** Behind the selected block, into the column that was aimed at, else at the end. */
  const nextSpot = (): Spot => {
    const spot = selected === null || blockOf(blocks, selected) === null ? null : spotOf(blocks, selected)
    return aimed ?? (spot === null ? { list: "", index: blocks.length } : { list: spot.list, index: spot.index + 1 })
  }
  return (
    <div class="mdesign">
      <div class="mtools">
        <Palette texts={texts} onAdd={(type) => add(type, nextSpot())} />
        <ThemeFields
          theme={theme}
          texts={texts}
          onChange={(patch, key) => change({ theme: { ...theme, ...patch } }, `theme ${key}`)}
        />
        <button
          class="button"
          type="button"
          data-look="quiet"
          onClick={() => change({ blocks: undefined, theme: undefined, html: preview?.html ?? part.html ?? "" })}
        >
          {texts.body.toHtml}
        </button>
      </div>
      <div
        class="msheet"
        style={{
          "--m-accent": theme.accent,
          "--m-ink": inkOn(theme.accent),
          "--m-ground": theme.background,
          "--m-surface": theme.surface,
        }}
        data-font={theme.font}
        data-corners={theme.corners}
      >
        <BlockList
          blocks={blocks}
          list=""
          {...{ selected, texts, acts }}
          brand={props.brand}
          canWrite={props.canWrite}
        />
      </div>
      <p class="visually-hidden" role="status">
        {said}
      </p>
      <p class="mfinding" role="alert" data-tone={failed === "" ? "none" : "bad"}>
        {failed}
      </p>
    </div>
  )
}
