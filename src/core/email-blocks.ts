import * as z from "zod"

/** Bounds of one email's blocks. */
export const emailBlockLimits = {
  blocksMax: 100,
  textMax: 20_000,
  lineMax: 1_000,
  urlMax: 2_000,
  linksMax: 12,
  pixelsMax: 20_000,
} as const

const { blocksMax, textMax, lineMax, urlMax, linksMax, pixelsMax } = emailBlockLimits
const align = z.enum(["left", "center", "right"])
const line = z.string().max(lineMax).default("")
const url = z.string().max(urlMax).default("")
/** `#rgb` or `#rrggbb`. */
const color = z.string().regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, "A colour is written #rrggbb.")

/** Pixels of a picture. */
const side = z.number().int().min(1).max(pixelsMax)

/** What every block has; the id is the editor's, and any other that the author likes. */
const fields = { id: z.string().min(1).max(40).optional() }

const leaves = [
  z.strictObject({
    type: z.literal("heading"),
    ...fields,
    text: line,
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(1),
    align: align.default("left"),
  }),
  /** `html`: paragraphs, lists, bold, italic and links; what is more is left out when it is rendered. */
  z.strictObject({
    type: z.literal("text"),
    ...fields,
    html: z.string().max(textMax).default(""),
    align: align.default("left"),
  }),
  z.strictObject({
    type: z.literal("button"),
    ...fields,
    label: line,
    href: url,
    align: align.default("left"),
    wide: z.boolean().default(false),
  }),
  /**
   * `width` in percent of the room it has; `href`: where a click leads, nowhere when empty; `size`: pixels of the picture
   * itself, so that mail programs keep its place while it loads.
   */
  z.strictObject({
    type: z.literal("image"),
    ...fields,
    src: url,
    alt: line,
    href: url,
    width: z.number().int().min(10).max(100).default(100),
    align: align.default("center"),
    size: z.strictObject({ width: side, height: side }).optional(),
  }),
  z.strictObject({ type: z.literal("divider"), ...fields }),
  /** `height` in pixels. */
  z.strictObject({ type: z.literal("spacer"), ...fields, height: z.number().int().min(4).max(120).default(24) }),
  /** The company's logo, or its name while it has none. */
  z.strictObject({ type: z.literal("logo"), ...fields, align: align.default("left") }),
  /** A row of links: social profiles, a footer's menu. */
  z.strictObject({
    type: z.literal("links"),
    ...fields,
    items: z
      .array(z.strictObject({ label: line, href: url }))
      .max(linksMax)
      .default([]),
    align: align.default("center"),
  }),
  /** HTML as its author wrote it. */
  z.strictObject({ type: z.literal("html"), ...fields, html: z.string().max(textMax).default("") }),
] as const

const leafSchema = z.discriminatedUnion("type", leaves)
const column = z.array(leafSchema).max(blocksMax).default([])

export const emailBlockSchema = z.discriminatedUnion("type", [
  ...leaves,
  /** Two columns beside each other, one above the other on a phone. `split`: percent of the left one. */
  z.strictObject({
    type: z.literal("columns"),
    ...fields,
    split: z.union([z.literal(33), z.literal(50), z.literal(67)]).default(50),
    left: column,
    right: column,
  }),
])

/** How an email looks as a whole. `background`: around the sheet that the text stands on. */
export const emailThemeSchema = z.strictObject({
  accent: color.default("#1d4ed8"),
  background: color.default("#f4f4f5"),
  surface: color.default("#ffffff"),
  font: z.enum(["sans", "serif", "mono"]).default("sans"),
  corners: z.enum(["square", "round", "pill"]).default("round"),
})

export type EmailLeaf = z.infer<typeof leafSchema>
export type EmailBlock = z.infer<typeof emailBlockSchema>
export type EmailTheme = z.infer<typeof emailThemeSchema>

/** An email put together of blocks (MSG-1): its HTML is made from them whenever it is saved. */
export const emailDesignFields = {
  blocks: z.array(emailBlockSchema).max(blocksMax).optional(),
  theme: emailThemeSchema.optional(),
}

/** The language of a variant: a BCP 47 tag such as `es` or `pt-BR` (MSG-7). */
export const languageSchema = z
  .string()
  .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, "A language is written like es or pt-BR.")

/** Languages that one message may have beside its own. */
export const variantsMax = 20

/** Variants of a message by language (MSG-7): what a variant does not say is as in the message itself. */
export function variantsSchema<S extends z.ZodType>(variant: S) {
  return z.record(languageSchema, variant).refine((all) => Object.keys(all).length <= variantsMax, {
    error: `A message has at most ${variantsMax} variants.`,
  })
}
