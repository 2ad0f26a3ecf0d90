import { useEffect, useRef, useState } from "preact/hooks"
import { fillRich, richHtmlOf } from "./rich-dom"
import type { EditorTexts } from "./types"

interface RichTextProps {
  html: string
  label: string
  texts: EditorTexts["rich"]
  onHtml: (html: string) => void
}

/** Text with bold, italic, links and lists, as it will look. */
export function RichText({ html, label, texts, onHtml }: RichTextProps) {
  const host = useRef<HTMLDivElement>(null)
  /** What was typed here and has not come back yet as what is to be shown, oldest first. */
  const underWay = useRef<string[]>([])
  const shown = useRef<string | null>(null)
  const [link, setLink] = useState<{ range: Range; href: string } | null>(null)
  useEffect(() => {
    // What was typed here is on the screen already, also when more has been typed since; what was undone or loaded is not.
    const at = underWay.current.lastIndexOf(html)
    underWay.current = underWay.current.slice(at + 1)
    if (host.current === null || shown.current === html || at >= 0) return
    underWay.current = []
    fillRich(host.current, html)
    shown.current = html
  }, [html])
  const told = () => {
    if (host.current === null) return
    const html = richHtmlOf(host.current)
    if (html === shown.current) return
    shown.current = html
    underWay.current.push(html)
    onHtml(html)
  }
  const act = (command: string, value?: string) => {
    host.current?.focus()
    document.execCommand("defaultParagraphSeparator", false, "p")
    document.execCommand(command, false, value)
    told()
  }
  const beginLink = () => {
    const range = rangeIn(host.current)
    if (range === null) return
    const anchor = (range.startContainer.parentElement ?? null)?.closest("a")
    setLink({ range, href: anchor?.getAttribute("href") ?? "https://" })
  }
  const endLink = (href: string) => {
    if (link === null) return
    setLink(null)
    restore(link.range)
    if (link.range.collapsed && href !== "") document.execCommand("insertText", false, href)
    act(href === "" ? "unlink" : "createLink", href)
  }
  return (
    <div class="mrich">
      <div class="mrich-tools" role="toolbar" aria-label={texts.toolbar}>
        <Tool label={texts.bold} sign="B" class="strong" onAct={() => act("bold")} />
        <Tool label={texts.italic} sign="I" class="italic" onAct={() => act("italic")} />
        <Tool label={texts.bullets} sign="•" onAct={() => act("insertUnorderedList")} />
        <Tool label={texts.numbers} sign="1." onAct={() => act("insertOrderedList")} />
        <Tool label={texts.link} sign="↗" onAct={beginLink} />
        <Tool label={texts.clear} sign="⌫" onAct={() => act("removeFormat")} />
      </div>
      {link && <LinkLine href={link.href} texts={texts} onDone={endLink} onCancel={() => setLink(null)} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a textarea shows no bold */}
      <div
        ref={host}
        class="mrich-text"
        contentEditable
        role="textbox"
        tabIndex={0}
        aria-multiline="true"
        aria-label={label}
        onInput={told}
        onPaste={(event) => {
          event.preventDefault()
          document.execCommand("insertText", false, event.clipboardData?.getData("text/plain") ?? "")
        }}
      />
    </div>
  )
}

interface ToolProps {
  label: string
  sign: string
  class?: string
  onAct: () => void
}

function Tool({ label, sign, class: extra, onAct }: ToolProps) {
  return (
    <button
      type="button"
      class={`mrich-tool ${extra ?? ""}`}
      title={label}
      aria-label={label}
      // The text keeps its selection.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onAct}
    >
      {sign}
    </button>
  )
}

interface LinkLineProps {
  href: string
  texts: EditorTexts["rich"]
  onDone: (href: string) => void
  onCancel: () => void
}

function LinkLine({ href, texts, onDone, onCancel }: LinkLineProps) {
  const [typed, setTyped] = useState(href)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  return (
    <div class="mrich-link">
      <input
        ref={input}
        class="input"
        type="text"
        aria-label={texts.address}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onDone(typed.trim())
          else if (event.key === "Escape") onCancel()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <button class="button" type="button" onClick={() => onDone(typed.trim())}>
        {texts.setLink}
      </button>
      <button class="button" type="button" data-look="quiet" onClick={() => onDone("")}>
        {texts.noLink}
      </button>
    </div>
  )
}

function rangeIn(host: HTMLElement | null): Range | null {
  const selection = getSelection()
  if (host === null || selection === null || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  return host.contains(range.commonAncestorContainer) ? range.cloneRange() : null
}

function restore(range: Range): void {
  const selection = getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
}

/** Rich text to look at. */
export function RichView({ html }: { html: string }) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (host.current !== null) fillRich(host.current, html)
  }, [html])
  return <div ref={host} class="mrich-view" />
}
