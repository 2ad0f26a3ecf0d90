import { type IconName, icons } from "../icons"

const drawings = new Map<IconName, string>()

function drawing(name: IconName): string {
  let svg = drawings.get(name)
  if (svg === undefined) {
    svg = icons[name].slice(icons[name].indexOf("<svg"))
    drawings.set(name, svg)
  }
  return svg
}

/** Purely decorative: the meaning always stands beside it in words. */
export function Icon({ name, class: extra }: { name: IconName; class?: string }) {
  return (
    <span
      class={extra ? `icon ${extra}` : "icon"}
      aria-hidden="true"
      // Our own icon files: no data in them.
      dangerouslySetInnerHTML={{ __html: drawing(name) }}
    />
  )
}
