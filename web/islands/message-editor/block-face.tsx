import { templateGist } from "../../steps/template-gist"
import { RichView } from "./rich-text"
import type { Block, EditorTexts } from "./types"

/** A block as it will roughly look, while it is not worked on. */
export function BlockFace({ block, texts, brand }: { block: Block; texts: EditorTexts; brand: string }) {
  const empty = <span class="muted">{texts.emptyBlock}</span>
  switch (block.type) {
    case "heading":
      return (
        <p class="mface-heading" data-level={block.level} data-align={block.align}>
          {templateGist(block.text) || empty}
        </p>
      )
    case "text":
      return (
        <div data-align={block.align}>{block.html === "" ? empty : <RichView html={templateGist(block.html)} />}</div>
      )
    case "button":
      return (
        <p data-align={block.align}>
          <span class="mface-button" data-wide={block.wide ? "" : undefined}>
            {templateGist(block.label) || texts.emptyBlock}
          </span>
        </p>
      )
    case "image":
      return (
        <div data-align={block.align}>
          {block.src.startsWith("/i/") ? (
            <img class="mface-picture" src={block.src} alt={block.alt} style={{ inlineSize: `${block.width}%` }} />
          ) : (
            <span class="mface-image" data-width={block.width}>
              {block.alt || block.src || texts.noImage}
            </span>
          )}
        </div>
      )
    case "divider":
      return <hr class="mface-line" />
    case "spacer":
      return <p class="mface-spacer muted small">{block.height} px</p>
    case "logo":
      return (
        <p class="mface-logo" data-align={block.align}>
          {brand || texts.noBrand}
        </p>
      )
    case "links":
      return (
        <p class="mface-links" data-align={block.align}>
          {block.items.map((item) => templateGist(item.label) || "…").join(" · ") || empty}
        </p>
      )
    case "html":
      return <pre class="mface-html">{block.html.slice(0, 160) || texts.emptyBlock}</pre>
    case "columns":
      return null
  }
}
