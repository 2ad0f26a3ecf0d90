import * as z from "zod"
import { imageTypes } from "../../core/image-path"
import {
  imageLimits,
  imagePageSchema,
  imageQuerySchema,
  imageSchema,
  imageUsesSchema,
} from "../../services/images/schema"
import { getImage, getImageUses, listImages, removeImage, uploadImage } from "../../services/images/verbs"
import { readBody } from "../body"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Messages"

/** Pictures for messages (MSG-1). */
export const imageEndpoints = [
  endpoint({
    method: "post",
    path: "/images",
    tag,
    summary: "Upload an image for messages",
    description: `The body is the file itself: PNG, JPEG, GIF or WebP by its own bytes, at most ${imageLimits.bytesMax / 1024 / 1024} MB and ${imageLimits.sideMax.toLocaleString("en")} pixels on each side. \`name\` is what people know it by. The same bytes again answer the same image. Write its \`path\` into messages: emails get this system's address when they are sent.`,
    needs: "write",
    query: z.object({ name: z.string().max(imageLimits.titleMax).default("") }),
    raw: [...Object.values(imageTypes), "application/octet-stream"],
    answer: { status: 201, schema: imageSchema },
    errors: [409],
    run: async (ctx, { query }, c) => {
      const image = await uploadImage(ctx, { bytes: await readBody(c.req.raw), title: query.name })
      return c.json(image, 201)
    },
  }),
  endpoint({
    method: "get",
    path: "/images",
    tag,
    summary: "List uploaded images",
    needs: "read",
    query: imageQuerySchema,
    answer: { status: 200, schema: imagePageSchema },
    run: (ctx, { query }) => listImages(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/images/{id}",
    tag,
    summary: "Get an uploaded image's facts",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: imageSchema },
    errors: [404],
    run: (ctx, { params }) => getImage(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/images/{id}/uses",
    tag,
    summary: "List what shows an image",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: imageUsesSchema },
    errors: [404],
    run: (ctx, { params }) => getImageUses(ctx, params),
  }),
  endpoint({
    method: "delete",
    path: "/images/{id}",
    tag,
    summary: "Delete an image",
    description: "Only one that no flow, saved message, template or logo shows. 409 names what does.",
    needs: "write",
    params: idParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removeImage(ctx, params),
  }),
]
