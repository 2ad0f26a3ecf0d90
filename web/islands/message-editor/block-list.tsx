import { useRef } from "preact/hooks"
import { Icon } from "../../components/icon"
import { fill } from "../flow-editor/fill"
import { BlockFace } from "./block-face"
import { BlockFields } from "./block-fields"
import type { ListKey, Spot } from "./blocks"
import type { Block, BlockType, EditorTexts } from "./types"

/** What is dragged: a block that is there, or a new one of a type. */
export type Dragged = { id: string } | { type: BlockType }
export const dragType = "application/x-millrace-block"

export interface BlockActs {
  select(id: string | null): void
  /** Closes the fields; the block keeps the focus. */
  leave(id: string): void
  change(id: string, patch: object, key?: string): void
  drop(dragged: Dragged, spot: Spot): void
  /** Uploads a picture, as a block of its own. */
  dropFile(file: File, spot: Spot): void
  shift(id: string, by: 1 | -1): void
  duplicate(id: string): void
  remove(id: string): void
  /** The place where the next new block goes. */
  aim(spot: Spot): void
}

interface ListProps {
  blocks: readonly Block[]
  list: ListKey
  selected: string | null
  texts: EditorTexts
  brand: string
  canWrite: boolean
  acts: BlockActs
}

/** Blocks below each other: of the email, or of one of its columns. */
export function BlockList({ blocks, list, selected, texts, brand, canWrite, acts }: ListProps) {
  const host = useRef<HTMLOListElement>(null)
  const mark = (index: number | null) => {
    const items = [...(host.current?.children ?? [])]
    for (const [at, item] of items.entries()) {
      item.toggleAttribute("data-drop-before", at === index)
      item.toggleAttribute("data-drop-after", index === items.length && at === items.length - 1)
    }
    host.current?.toggleAttribute("data-drop", index !== null && items.length === 0)
  }
  const indexAt = (y: number) => {
    const items = [...(host.current?.children ?? [])].filter((item) => item.matches(".mblock"))
    const at = items.findIndex((item) => {
      const { top, height } = item.getBoundingClientRect()
      return y < top + height / 2
    })
    return at < 0 ? items.length : at
  }
  return (
    <ol
      ref={host}
      class="mblocks"
      onDragOver={(event) => {
        const types = event.dataTransfer?.types ?? []
        if (!types.includes(dragType) && !(canWrite && types.includes("Files"))) return
        event.preventDefault()
        event.stopPropagation()
        mark(indexAt(event.clientY))
      }}
      onDragLeave={() => mark(null)}
      onDrop={(event) => {
        const dragged = event.dataTransfer?.getData(dragType)
        const file = canWrite ? event.dataTransfer?.files[0] : undefined
        mark(null)
        if (!dragged && file === undefined) return
        event.preventDefault()
        event.stopPropagation()
        if (file !== undefined) acts.dropFile(file, { list, index: indexAt(event.clientY) })
        else if (dragged) acts.drop(JSON.parse(dragged) as Dragged, { list, index: indexAt(event.clientY) })
      }}
    >
      {blocks.map((block, index) => (
        <BlockCard
          key={block.id}
          {...{ block, selected, texts, brand, canWrite, acts }}
          place={fill(texts.place, { n: index + 1, of: blocks.length })}
        />
      ))}
      {blocks.length === 0 && (
        <li class="mblocks-empty">
          <button class="button" type="button" data-look="quiet" onClick={() => acts.aim({ list, index: 0 })}>
            {list === "" ? texts.emptyEmail : texts.emptyColumn}
          </button>
        </li>
      )}
    </ol>
  )
}

interface CardProps extends Omit<ListProps, "blocks" | "list"> {
  block: Block
  /** “2 of 5”. */
  place: string
}

function BlockCard({ block, place, selected, texts, brand, canWrite, acts }: CardProps) {
  const id = block.id ?? ""
  const isSelected = selected === id
  const name = texts.blocks[block.type]
  const keys = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const mod = event.ctrlKey || event.metaKey
    if (event.altKey && event.key === "ArrowUp") acts.shift(id, -1)
    else if (event.altKey && event.key === "ArrowDown") acts.shift(id, 1)
    else if (event.key === "Delete" || event.key === "Backspace") acts.remove(id)
    else if (mod && event.key.toLowerCase() === "d") acts.duplicate(id)
    else if (event.key === "Enter" || event.key === " ") acts.select(id)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <li
      class="mblock"
      id={`block-${id}`}
      data-type={block.type}
      data-selected={isSelected ? "" : undefined}
      draggable={!isSelected}
      onDragStart={(event) => {
        event.stopPropagation()
        event.dataTransfer?.setData(dragType, JSON.stringify({ id }))
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: it holds headings and lists, which a button may not */}
      <div
        class="mblock-face"
        role="button"
        tabIndex={0}
        aria-expanded={isSelected}
        aria-description={texts.keys}
        onKeyDown={keys}
        onClick={() => acts.select(isSelected && block.type !== "text" ? null : id)}
      >
        <span class="visually-hidden" data-name={name}>
          {`${name}, ${place}: `}
        </span>
        <BlockFace {...{ block, texts, brand }} />
        {block.type === "columns" && <span class="mblock-kind small muted">{name}</span>}
      </div>
      {block.type === "columns" && (
        <div class="mcolumns" data-split={block.split}>
          <BlockList blocks={block.left} list={`${id}/left`} {...{ selected, texts, brand, canWrite, acts }} />
          <BlockList blocks={block.right} list={`${id}/right`} {...{ selected, texts, brand, canWrite, acts }} />
        </div>
      )}
      {isSelected && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the fields, from whichever of them
        <div
          class="mblock-fields"
          onKeyDown={(event) => {
            if (event.key !== "Escape") return
            event.stopPropagation()
            acts.leave(id)
          }}
        >
          <div class="mblock-head">
            <span class="strong small">{name}</span>
            <Act label={texts.up} icon="up" onAct={() => acts.shift(id, -1)} />
            <Act label={texts.down} icon="down" onAct={() => acts.shift(id, 1)} />
            <Act label={texts.duplicate} icon="copy" onAct={() => acts.duplicate(id)} />
            <Act label={texts.remove} icon="trash" onAct={() => acts.remove(id)} />
          </div>
          <BlockFields {...{ block, texts, canWrite }} onChange={(patch, key) => acts.change(id, patch, key)} />
        </div>
      )}
    </li>
  )
}

function Act({ label, icon, onAct }: { label: string; icon: "up" | "down" | "copy" | "trash"; onAct: () => void }) {
  return (
    <button class="button" type="button" data-look="quiet" data-icon-only="" title={label} onClick={onAct}>
      {icon === "up" || icon === "down" ? (
        <Icon name="chevronDown" class={icon === "up" ? "mflip" : ""} />
      ) : (
        <Icon name={icon} />
      )}
      <span class="visually-hidden">{label}</span>
    </button>
  )
}
