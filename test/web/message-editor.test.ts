import { describe, expect, it } from "vitest"
import {
  allBlocks,
  blankBlock,
  changed,
  duplicated,
  inserted,
  movedTo,
  removed,
  shifted,
  spotOf,
} from "../../web/islands/message-editor/blocks"
import { closed, opened, withLanguage, withoutLanguage, withPart } from "../../web/islands/message-editor/content"
import type { Block, Content, Leaf } from "../../web/islands/message-editor/types"

const words = { heading: "H", text: "T", button: "B" }
const leaf = (id: string) => blankBlock("divider", id, words) as Leaf
const columns = (id: string, left: string[], right: string[]): Block => ({
  type: "columns",
  id,
  split: 50,
  left: left.map(leaf),
  right: right.map(leaf),
})
const email: Block[] = [leaf("a"), columns("c", ["l"], ["r"]), leaf("z")]
/** `a c(l|r) z`. */
const shape = (blocks: readonly Block[]): string =>
  blocks
    .map((one) => (one.type === "columns" ? `${one.id}(${shape(one.left)}|${shape(one.right)})` : (one.id ?? "")))
    .join(" ")
const counter = () => {
  let n = 0
  return () => `n${++n}`
}

describe("blocks of an email", () => {
  it("MSG-1 every place is reached step by step with the keyboard, into columns and out of them, and back", () => {
    const places: string[] = []
    let blocks: readonly Block[] = email
    for (let step = 0; step < 8; step++) {
      places.push(shape(blocks))
      blocks = shifted(blocks, "a", 1)
    }
    expect(places).toEqual([
      "a c(l|r) z",
      "c(a l|r) z",
      "c(l a|r) z",
      "c(l|a r) z",
      "c(l|r a) z",
      "c(l|r) a z",
      "c(l|r) z a",
      "c(l|r) z a",
    ])
    for (let step = 0; step < 6; step++) blocks = shifted(blocks, "a", -1)
    expect(shape(blocks)).toBe("a c(l|r) z")
    expect(shape(shifted(email, "c", 1))).toBe("a z c(l|r)")
  })

  it("MSG-1 a block is dragged to the place where it is dropped; columns go into no column", () => {
    expect(shape(movedTo(email, "z", { list: "", index: 0 }))).toBe("z a c(l|r)")
    expect(shape(movedTo(email, "a", { list: "", index: 2 }))).toBe("c(l|r) a z")
    expect(shape(movedTo(email, "z", { list: "c/right", index: 0 }))).toBe("a c(l|z r)")
    expect(shape(movedTo(email, "l", { list: "", index: 3 }))).toBe("a c(|r) z l")
    expect(movedTo(email, "a", { list: "", index: 1 })).toBe(email)
    expect(movedTo(email, "c", { list: "c/left", index: 0 })).toBe(email)
    expect(shape(inserted(email, columns("d", [], []), { list: "c/left", index: 0 }))).toBe("a c(l|r) d(|) z")
  })

  it("MSG-1 blocks are duplicated with names of their own, changed and removed wherever they are", () => {
    const twice = duplicated(email, "c", counter())
    expect(shape(twice.blocks)).toBe("a c(l|r) n1(n2|n3) z")
    expect(twice.copy).toBe("n1")
    expect(shape(removed(email, "r"))).toBe("a c(l|) z")
    expect(spotOf(changed(email, "l", { id: "x" }), "x")).toEqual({ list: "c/left", index: 0 })
    expect(allBlocks(email).map(({ id }) => id)).toEqual(["a", "c", "l", "r", "z"])
  })
})

describe("what the editor makes of a message", () => {
  const content: Content = { subject: "Hi", html: "<p>made</p>", blocks: [leaf("a")], from: "us@example.com" }

  it("MSG-7 a further language begins with what the message says, and is taken away again", () => {
    const two = withLanguage(content, "es", counter())
    expect(two.variants?.es).toEqual({ subject: "Hi", html: "<p>made</p>", blocks: [{ type: "divider", id: "n1" }] })
    const said = withPart(two, "es", { subject: "Hola" })
    expect([said.subject, said.variants?.es?.subject]).toEqual(["Hi", "Hola"])
    expect(withPart(said, null, { subject: "Hello" }).variants?.es?.subject).toBe("Hola")
    expect(withoutLanguage(said, "es")).toEqual(content)
  })

  it("MSG-1 it names blocks that have no name, and saves no HTML that is made of blocks, nor what is empty", () => {
    const bare: Content = { subject: "Hi", blocks: [{ type: "divider" }, { type: "divider", id: "x" }] }
    expect(opened(bare, counter()).blocks?.map(({ id }) => id)).toEqual(["n1", "n2"])
    expect(opened(content, counter())).toEqual(content)
    expect(closed({ ...content, preheader: "", variants: { es: { html: "<p>es</p>", text: "" } } })).toEqual({
      subject: "Hi",
      blocks: [leaf("a")],
      from: "us@example.com",
      variants: { es: { html: "<p>es</p>" } },
    })
  })
})
