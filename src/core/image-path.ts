/** Kinds of pictures that mail programs show, and what they are called in an address. */
export const imageKinds = ["png", "jpg", "gif", "webp"] as const
export type ImageKind = (typeof imageKinds)[number]

/** Media type of each kind. */
export const imageTypes: Record<ImageKind, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
}

const name = `[0-9a-f]{64}\\.(?:${imageKinds.join("|")})`
const whole = new RegExp(`^${name}$`)
const atStart = new RegExp(`(["'(]\\s*)(/i/${name})`, "g")

/** Where everybody can see an uploaded picture; `name` is its hash and kind. Messages keep it like this. */
export function imagePath(of: string): string {
  return `/i/${of}`
}

/** The kind of picture that a name of ours is; null when it is none. */
export function imageKindOf(of: string): ImageKind | null {
  return whole.test(of) ? (imageKinds.find((kind) => of.endsWith(`.${kind}`)) ?? null) : null
}

/** Whether an address is that of an uploaded picture, as messages keep it. */
export function isImagePath(address: string): boolean {
  return address.startsWith("/i/") && imageKindOf(address.slice("/i/".length)) !== null
}

/** Our pictures in HTML as an inbox finds them: at this system's address of today. `origin` has no slash at its end. */
export function withWholeImages(html: string, origin: string): string {
  if (origin === "" || !html.includes("/i/")) return html
  return html.replace(atStart, (_, before: string, path: string) => `${before}${origin}${path}`)
}
