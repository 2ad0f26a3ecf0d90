import { withoutPixel } from "../../content/tracking"

/** An email's HTML for staff who look at what was sent: without its pixel, or they would be taken for its reader (UNS-21). */
export function shownHtml(html: string): string {
  return withoutPixel(html)
}
