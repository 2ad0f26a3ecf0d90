import * as z from "zod"
import { pageOf, pageQueryShape } from "../page"

/** What is taken: bytes of one file, pixels of one side, and pictures in all. */
export const imageLimits = { bytesMax: 2 * 1024 * 1024, sideMax: 4_000, imagesMax: 2_000, titleMax: 200 } as const

/** `GET /images`. */
export const imageQuerySchema = z.object({
  ...pageQueryShape,
  /** A part of the file's name. */
  query: z.string().max(200).optional(),
})

export const imageSchema = z
  .object({
    id: z.string(),
    /** The file's name when it was uploaded. */
    title: z.string(),
    /** How messages name it, whatever address this system has. */
    path: z.string(),
    /** Where everybody sees it; null while this system's address is not known. */
    url: z.string().nullable(),
    bytes: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Image" })
export const imagePageSchema = pageOf(imageSchema)
export type Image = z.infer<typeof imageSchema>

export const imageUsesSchema = z
  .object({
    items: z.array(
      z.object({ kind: z.enum(["campaign", "workflow", "message", "template", "company"]), name: z.string() }),
    ),
  })
  .meta({ id: "ImageUses" })
export type ImageUses = z.infer<typeof imageUsesSchema>
