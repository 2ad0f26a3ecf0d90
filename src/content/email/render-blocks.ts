import type { EmailBlock, EmailLeaf, EmailTheme } from "../../core/email-blocks"
import { emailThemeSchema } from "../../core/email-blocks"
import { isSafeUrl } from "../urls"
import { inkOn, readableOn } from "./colors"
import { mjmlToHtml } from "./mjml"
import { richHtml } from "./rich-text"
import { escapeTemplate, setAside } from "./set-aside"

/** An email as blocks, with what its document says of itself. */
export interface EmailDesign {
  blocks: readonly EmailBlock[]
  theme?: EmailTheme | undefined
  /** The title of the document, which screen readers say first. */
  subject?: string | undefined
}

/** Whose email it is: what logo blocks show. */
export interface Brand {
  name: string | null
  /** Address of a picture. */
  logo: string | null
}

const widthPx = 600
const fonts = {
  sans: "-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif",
  serif: "Georgia, 'Times New Roman', serif",
  mono: "'SF Mono', Menlo, Consolas, monospace",
}
const radius = { square: "0", round: "6px", pill: "999px" }
const headings = { 1: "28px", 2: "22px", 3: "18px" }
/** What mail programs in dark mode show instead. */
const dark = { background: "#111113", surface: "#1c1c1f", ink: "#ededef", quiet: "#a1a1aa", line: "#3f3f46" }
const quiet = "#52525b"
const lineColor = "#e4e4e7"

interface Look {
  theme: EmailTheme
  brand: Brand
  ink: string
  link: string
  put: (piece: string) => string
  /** Heights of pictures, in pixels, by the word that stands for their address. */
  heights: Map<string, number>
}

/**
 * The HTML template of an email made of blocks (MSG-1): through MJML, so that mail programs from Outlook on lay it out
 * alike; Liquid in it is kept as it is. Readable in light and dark.
 */
export function renderBlocks({ blocks, theme: chosen, subject = "" }: EmailDesign, brand: Brand): string {
  const theme = chosen ?? emailThemeSchema.parse({})
  const { put, restore } = setAside()
  const ink = inkOn(theme.surface)
  const look: Look = { theme, brand, ink, link: readableOn(theme.surface, theme.accent), put, heights: new Map() }
  const corner = theme.corners === "square" ? "0" : "8px"
  const html = mjmlToHtml(
    `<mjml><mj-head><mj-title>${put(escapeTemplate(subject))}</mj-title>` +
      `<mj-raw><meta name="color-scheme" content="light dark"/><meta name="supported-color-schemes" content="light dark"/></mj-raw>` +
      `<mj-attributes><mj-all font-family="${fonts[theme.font]}"/><mj-section padding="0"/><mj-column padding="0"/>` +
      `<mj-text font-size="16px" line-height="1.55" color="${ink}" padding="8px 32px"/></mj-attributes>` +
      `<mj-style>${put(styleSheet(look))}</mj-style></mj-head>` +
      `<mj-body width="${widthPx}px" background-color="${theme.background}" css-class="m-ground">` +
      `<mj-section padding="16px 0 0"></mj-section>` +
      `<mj-wrapper css-class="m-sheet" background-color="${theme.surface}" border-radius="${corner}" padding="24px 0">` +
      `${sections(blocks, look)}</mj-wrapper><mj-section padding="16px 0 0"></mj-section></mj-body></mjml>`,
  )
  return restore(withHeights(html, look.heights))
}

/** Says how high pictures are, for their place to be kept; their style lets them shrink on phones all the same. */
function withHeights(html: string, heights: ReadonlyMap<string, number>): string {
  if (heights.size === 0) return html
  return html.replace(/<img\b[^>]*>/g, (tag) => {
    const height = heights.get(/\ssrc="(\w+)"/.exec(tag)?.[1] ?? "")
    return height === undefined ? tag : tag.replace(/\sheight="auto"/, ` height="${height}"`)
  })
}

/** Blocks one below the other are one section; columns are one of their own. */
function sections(blocks: readonly EmailBlock[], look: Look): string {
  const done: string[] = []
  let run: string[] = []
  const endRun = () => {
    if (run.length > 0) done.push(`<mj-section><mj-column>${run.join("")}</mj-column></mj-section>`)
    run = []
  }
  for (const block of blocks) {
    if (block.type !== "columns") {
      run.push(leaf(block, look))
      continue
    }
    endRun()
    const column = (inside: readonly EmailLeaf[], width: number) =>
      `<mj-column width="${width}%" vertical-align="top">${inside.map((one) => leaf(one, look)).join("")}</mj-column>`
    done.push(`<mj-section>${column(block.left, block.split)}${column(block.right, 100 - block.split)}</mj-section>`)
  }
  endRun()
  return done.join("")
}

function leaf(block: EmailLeaf, look: Look): string {
  const { theme, put } = look
  switch (block.type) {
    case "heading": {
      const style = `margin:0;font-size:${headings[block.level]};line-height:1.25;font-weight:700`
      return text(
        `<h${block.level} style="${style}">${escapeTemplate(block.text)}</h${block.level}>`,
        block.align,
        look,
      )
    }
    case "text":
      return text(richHtml(block.html, linkStyle(look)), block.align, look)
    case "button":
      return (
        `<mj-button css-class="m-button" href="${put(addressOf(block.href))}" align="${block.align}"${block.wide ? ` width="100%"` : ""} ` +
        `background-color="${theme.accent}" color="${inkOn(theme.accent)}" border-radius="${radius[theme.corners]}" ` +
        `font-size="16px" font-weight="600" inner-padding="13px 24px" padding="12px 32px">${put(escapeTemplate(block.label))}</mj-button>`
      )
    case "image":
      return image(block, look)
    case "divider":
      return `<mj-divider css-class="m-line" border-width="1px" border-color="${lineColor}" padding="16px 32px"/>`
    case "spacer":
      return `<mj-spacer height="${block.height}px"/>`
    case "logo":
      return logo(block.align, look)
    case "links": {
      const style = `color:${inkOn(theme.surface) === "#ffffff" ? dark.quiet : quiet};text-decoration:underline`
      const items = block.items.map(
        ({ label, href }) =>
          `<a href="${addressOf(href)}" target="_blank" style="${style}">${escapeTemplate(label)}</a>`,
      )
      return text(`<span style="font-size:14px">${items.join(" &nbsp;·&nbsp; ")}</span>`, block.align, look)
    }
    case "html":
      return text(block.html, "left", look)
  }
}

function text(html: string, align: string, { put }: Look): string {
  return `<mj-text css-class="m-text" align="${align}">${put(html)}</mj-text>`
}

function linkStyle({ link }: Look): string {
  return `color:${link};text-decoration:underline`
}

function image({ src, alt, href, width, align, size }: EmailLeaf & { type: "image" }, { put, heights }: Look): string {
  if (src.trim() === "") return ""
  const px = Math.round(((widthPx - 64) * width) / 100)
  const link = href.trim() === "" ? "" : ` href="${put(addressOf(href))}"`
  const address = put(addressOf(src))
  if (size !== undefined) heights.set(address, Math.max(1, Math.round((px * size.height) / size.width)))
  return `<mj-image src="${address}" alt="${put(escapeTemplate(alt))}" width="${px}px" align="${align}"${link} padding="12px 32px"/>`
}

function logo(align: string, look: Look): string {
  const { brand, put } = look
  const name = brand.name ?? ""
  if (brand.logo !== null && isSafeUrl(brand.logo)) {
    return `<mj-image src="${put(escapeTemplate(brand.logo))}" alt="${put(escapeTemplate(name))}" width="140px" align="${align}" padding="8px 32px 16px"/>`
  }
  return name === "" ? "" : text(`<strong style="color:${look.link}">${escapeTemplate(name)}</strong>`, align, look)
}

/** An address as its attribute takes it; one that could run something leads nowhere. */
function addressOf(href: string): string {
  const trimmed = href.trim()
  return trimmed !== "" && isSafeUrl(trimmed) ? escapeTemplate(trimmed) : "#"
}

/**
 * What inline styles cannot say: dark mode, and narrower margins on phones. The footer that every email gets when it is
 * sent stands on the ground too, as the last child of the body.
 */
function styleSheet({ theme, link }: Look): string {
  const linkInDark = readableOn(dark.surface, theme.accent)
  return `
@media (prefers-color-scheme: dark) {
  body, .m-ground { background-color: ${dark.background} !important; }
  .m-sheet, .m-sheet > table { background: ${dark.surface} !important; background-color: ${dark.surface} !important; }
  .m-text > div, .m-text h1, .m-text h2, .m-text h3 { color: ${dark.ink} !important; }
  .m-text a, .m-text strong[style] { color: ${linkInDark} !important; }
  .m-text span a { color: ${dark.quiet} !important; }
  .m-line > p { border-top-color: ${dark.line} !important; }
  body > div:not(.m-ground), body > div:not(.m-ground) a { color: ${dark.quiet} !important; }
}
@media only screen and (max-width: 479px) {
  .m-text, .m-button, .m-line { padding-left: 20px !important; padding-right: 20px !important; }
}
.m-text a { color: ${link}; }
.m-text p:last-child, .m-text ul:last-child, .m-text ol:last-child { margin-bottom: 0 !important; }`
}
