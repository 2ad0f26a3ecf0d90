import { Pick, Text } from "./fields"
import { ImageSource } from "./image-source"
import { RichText } from "./rich-text"
import type { Block, EditorTexts } from "./types"

interface BlockFieldsProps {
  block: Block
  texts: EditorTexts
  /** Whether pictures may be uploaded. */
  canWrite: boolean
  onChange: (patch: object, key?: string) => void
}

/** What can be said of the selected block, in its place. */
export function BlockFields({ block, texts, canWrite, onChange }: BlockFieldsProps) {
  const f = texts.fields
  const text = (field: string) => (value: string) => onChange({ [field]: value }, field)
  switch (block.type) {
    case "heading":
      return (
        <>
          <Text label={f.heading} value={block.text} onText={text("text")} />
          <div class="mfields-row">
            <Pick
              label={f.level}
              value={String(block.level)}
              options={["1", "2", "3"].map((level) => ({ value: level, label: f.levels[Number(level) - 1] ?? level }))}
              onPick={(level) => onChange({ level: Number(level) })}
            />
            <Align {...{ block, texts, onChange }} />
          </div>
        </>
      )
    case "text":
      return (
        <>
          <RichText html={block.html} label={f.text} texts={texts.rich} onHtml={text("html")} />
          <Align {...{ block, texts, onChange }} />
        </>
      )
    case "button":
      return (
        <>
          <Text label={f.label} value={block.label} onText={text("label")} />
          <Text label={f.href} value={block.href} placeholder="https://" onText={text("href")} />
          <div class="mfields-row">
            <Align {...{ block, texts, onChange }} />
            <Check label={f.wide} checked={block.wide} onCheck={(wide) => onChange({ wide })} />
          </div>
        </>
      )
    case "image":
      return (
        <>
          {canWrite && <ImageSource {...{ block, texts }} onChange={(patch) => onChange(patch)} />}
          {/* Of a picture elsewhere nobody knows how large it is. */}
          <Text
            label={f.src}
            value={block.src}
            placeholder="https://"
            onText={(src) => onChange({ src, size: undefined }, "src")}
          />
          <div data-alt="">
            <Text label={f.alt} value={block.alt} help={f.altHelp} onText={text("alt")} />
          </div>
          <Text label={f.imageHref} value={block.href} placeholder="https://" onText={text("href")} />
          <div class="mfields-row">
            <Pick
              label={f.width}
              value={String(block.width)}
              options={[...new Set([25, 33, 50, 66, 75, 100, block.width])].map((n) => ({
                value: String(n),
                label: `${n} %`,
              }))}
              onPick={(width) => onChange({ width: Number(width) })}
            />
            <Align {...{ block, texts, onChange }} />
          </div>
        </>
      )
    case "spacer":
      return (
        <Pick
          label={f.height}
          value={String(block.height)}
          options={[...new Set([8, 16, 24, 32, 48, 64, block.height])].map((n) => ({
            value: String(n),
            label: `${n} px`,
          }))}
          onPick={(height) => onChange({ height: Number(height) })}
        />
      )
    case "logo":
      return (
        <>
          <Align {...{ block, texts, onChange }} />
          <p class="field-help">{f.logoHelp}</p>
        </>
      )
    case "links":
      return <LinkFields {...{ block, texts, onChange }} />
    case "html":
      return <Text label={f.html} help={f.htmlHelp} value={block.html} rows={6} code onText={text("html")} />
    case "columns":
      return (
        <Pick
          label={f.split}
          value={String(block.split)}
          options={["50", "33", "67"].map((value, index) => ({ value, label: f.splits[index] ?? value }))}
          onPick={(split) => onChange({ split: Number(split) })}
        />
      )
    case "divider":
      return <p class="field-help">{f.dividerHelp}</p>
  }
}

function Align({ block, texts, onChange }: FieldsOf<Block>) {
  const f = texts.fields
  if (!("align" in block)) return null
  const options = (["left", "center", "right"] as const).map((value) => ({ value, label: f.aligns[value] }))
  return <Pick label={f.align} value={block.align} options={options} onPick={(align) => onChange({ align })} />
}

function Check({ label, checked, onCheck }: { label: string; checked: boolean; onCheck: (on: boolean) => void }) {
  return (
    <label class="mcheck">
      <input type="checkbox" checked={checked} onChange={(event) => onCheck(event.currentTarget.checked)} />
      {label}
    </label>
  )
}

type FieldsOf<B extends Block> = Omit<BlockFieldsProps, "block" | "canWrite"> & { block: B }
type LinksBlock = Block & { type: "links" }

function LinkFields({ block, texts, onChange }: FieldsOf<LinksBlock>) {
  const f = texts.fields
  const { items } = block
  const put = (at: number, patch: object, key: string) =>
    onChange({ items: items.map((item, index) => (index === at ? { ...item, ...patch } : item)) }, `${key}${at}`)
  return (
    <>
      {items.map((item, index) => (
        <div class="mfields-row" key={index}>
          <Text label={f.linkLabel} value={item.label} onText={(label) => put(index, { label }, "label")} />
          <Text
            label={f.href}
            value={item.href}
            placeholder="https://"
            onText={(href) => put(index, { href }, "href")}
          />
          <button
            class="button"
            type="button"
            data-look="quiet"
            onClick={() => onChange({ items: items.filter((_, at) => at !== index) })}
          >
            {f.removeLink}
          </button>
        </div>
      ))}
      <div class="mfields-row">
        <button class="button" type="button" onClick={() => onChange({ items: [...items, { label: "", href: "" }] })}>
          {f.addLink}
        </button>
        <Align {...{ block, texts, onChange }} />
      </div>
    </>
  )
}
