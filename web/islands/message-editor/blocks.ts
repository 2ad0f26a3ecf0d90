import type { Block, BlockType, Leaf } from "./types"

/** The blocks that are below each other: `""` is the email itself, `ID/left` and `ID/right` are columns. */
export type ListKey = string

/** A place for a block: before the one that stands there now. */
export interface Spot {
  list: ListKey
  index: number
}

type Blocks = readonly Block[]

function lists(blocks: Blocks): [ListKey, Blocks][] {
  const columns = blocks.flatMap((block): [ListKey, Blocks][] =>
    block.type === "columns"
      ? [
          [`${block.id}/left`, block.left],
          [`${block.id}/right`, block.right],
        ]
      : [],
  )
  return [["", blocks], ...columns]
}

/** A list with what `change` makes of it. */
function withList(blocks: Blocks, key: ListKey, change: (inside: Blocks) => Blocks): Blocks {
  if (key === "") return change(blocks)
  const [id, side] = key.split("/")
  return blocks.map((block) =>
    block.type === "columns" && block.id === id && (side === "left" || side === "right")
      ? { ...block, [side]: change(block[side]) as Leaf[] }
      : block,
  )
}

/** Where a block is; null when it is not there. */
export function spotOf(blocks: Blocks, id: string): Spot | null {
  for (const [list, inside] of lists(blocks)) {
    const index = inside.findIndex((block) => block.id === id)
    if (index >= 0) return { list, index }
  }
  return null
}

export function blockOf(blocks: Blocks, id: string): Block | null {
  const spot = spotOf(blocks, id)
  const inside = spot && lists(blocks).find(([key]) => key === spot.list)?.[1]
  return inside?.[spot?.index ?? -1] ?? null
}

/** Every block in reading order, with those in columns. */
export function allBlocks(blocks: Blocks): Block[] {
  return blocks.flatMap((block) => (block.type === "columns" ? [block, ...block.left, ...block.right] : [block]))
}

/** Columns stand in no column. */
function fits(block: Block, spot: Spot): boolean {
  return spot.list === "" || block.type !== "columns"
}

export function inserted(blocks: Blocks, block: Block, spot: Spot): Blocks {
  if (!fits(block, spot)) return inserted(blocks, block, outside(blocks, spot))
  return withList(blocks, spot.list, (inside) => [...inside.slice(0, spot.index), block, ...inside.slice(spot.index)])
}

/** The place behind the columns that a place is in. */
function outside(blocks: Blocks, { list }: Spot): Spot {
  const at = blocks.findIndex((block) => block.id === list.split("/")[0])
  return { list: "", index: at < 0 ? blocks.length : at + 1 }
}

export function removed(blocks: Blocks, id: string): Blocks {
  const spot = spotOf(blocks, id)
  return spot === null ? blocks : withList(blocks, spot.list, (inside) => inside.filter((block) => block.id !== id))
}

/** Puts a block before the one at a spot, as the spots are while it is still where it was. */
export function movedTo(blocks: Blocks, id: string, to: Spot): Blocks {
  const block = blockOf(blocks, id)
  const from = spotOf(blocks, id)
  if (block === null || from === null || !fits(block, to) || to.list.split("/")[0] === id) return blocks
  const index = from.list === to.list && from.index < to.index ? to.index - 1 : to.index
  if (from.list === to.list && from.index === index) return blocks
  return inserted(removed(blocks, id), block, { list: to.list, index })
}

/** Moves a block one place on or back in reading order, into columns and out of them. */
export function shifted(blocks: Blocks, id: string, by: 1 | -1): Blocks {
  const block = blockOf(blocks, id)
  const from = spotOf(blocks, id)
  if (block === null || from === null) return blocks
  const rest = removed(blocks, id)
  const spots = spotsIn(rest).filter((spot) => fits(block, spot))
  const to = spots[spots.findIndex((spot) => spot.list === from.list && spot.index === from.index) + by]
  return to === undefined ? blocks : inserted(rest, block, to)
}

/** All places in reading order. */
function spotsIn(blocks: Blocks): Spot[] {
  const within = (list: ListKey, inside: Blocks) => [...inside, null].map((_, index) => ({ list, index }))
  return [...blocks, null].flatMap((block, index): Spot[] => {
    const here = { list: "", index }
    if (block?.type !== "columns") return [here]
    return [here, ...within(`${block.id}/left`, block.left), ...within(`${block.id}/right`, block.right)]
  })
}

/** Puts a copy behind a block. `makeId` names the copies. */
export function duplicated(blocks: Blocks, id: string, makeId: () => string): { blocks: Blocks; copy: string | null } {
  const block = blockOf(blocks, id)
  const spot = spotOf(blocks, id)
  if (block === null || spot === null) return { blocks, copy: null }
  const [copy] = withIds([block], makeId)
  if (copy?.id === undefined) return { blocks, copy: null }
  return { blocks: inserted(blocks, copy, { ...spot, index: spot.index + 1 }), copy: copy.id }
}

export function changed(blocks: Blocks, id: string, patch: object): Blocks {
  const spot = spotOf(blocks, id)
  if (spot === null) return blocks
  return withList(blocks, spot.list, (inside) =>
    inside.map((block) => (block.id === id ? ({ ...block, ...patch } as Block) : block)),
  )
}

/** The same blocks, each with a name of its own. */
export function withIds(blocks: Blocks, makeId: () => string): Block[] {
  return blocks.map((block) => {
    const id = makeId()
    if (block.type !== "columns") return { ...block, id }
    return { ...block, id, left: withIds(block.left, makeId) as Leaf[], right: withIds(block.right, makeId) as Leaf[] }
  })
}

/** A new block of a type. `words` are what it says until somebody writes something. */
export function blankBlock(
  type: BlockType,
  id: string,
  words: { heading: string; text: string; button: string },
): Block {
  switch (type) {
    case "heading":
      return { type, id, text: words.heading, level: 1, align: "left" }
    case "text":
      return { type, id, html: `<p>${words.text}</p>`, align: "left" }
    case "button":
      return { type, id, label: words.button, href: "", align: "left", wide: false }
    case "image":
      return { type, id, src: "", alt: "", href: "", width: 100, align: "center" }
    case "divider":
      return { type, id }
    case "spacer":
      return { type, id, height: 24 }
    case "logo":
      return { type, id, align: "left" }
    case "links":
      return { type, id, items: [{ label: "", href: "" }], align: "center" }
    case "html":
      return { type, id, html: "" }
    case "columns":
      return { type, id, split: 50, left: [], right: [] }
  }
}
