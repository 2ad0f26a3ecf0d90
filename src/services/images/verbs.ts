import { and, desc, eq, lt, sql } from "drizzle-orm"
import type * as z from "zod"
import { withoutMetadata } from "../../content/image/plain"
import { imageHeader } from "../../content/image-header"
import { AppError, invalid, notFound } from "../../core/errors"
import { sha256Hex } from "../../core/hash"
import { createId } from "../../core/ids"
import { type ImageKind, imageKindOf, imagePath, imageTypes } from "../../core/image-path"
import { isoOf } from "../../core/instant"
import { images } from "../../db/schema"
import { actorLabel } from "../access"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { containing, type Page, pageFrom, readCursor } from "../page"
import { type Image, type ImageUses, imageLimits, type imageQuerySchema } from "./schema"
import { usesOf } from "./uses"

type Row = typeof images.$inferSelect

const { bytesMax, sideMax, imagesMax, titleMax } = imageLimits

async function viewer(ctx: Ctx): Promise<(row: Row) => Image> {
  const origin = await ctx.publicOrigin()
  return ({ id, name, title, bytes, width, height, createdAt }) => ({
    id,
    title,
    path: imagePath(name),
    url: origin === "" ? null : `${origin}${imagePath(name)}`,
    bytes,
    width,
    height,
    createdAt: isoOf(createdAt),
  })
}

/**
 * Keeps a picture for messages (MSG-1), without what its file tells beside it. What it is, its own bytes say (SEC-41); the
 * same bytes again are the same picture.
 * @param input.title what people know it by
 * @throws invalid (field `file`), conflict
 */
export async function uploadImage(ctx: Ctx, input: { bytes: Uint8Array<ArrayBuffer>; title: string }): Promise<Image> {
  const { kind, width, height } = checked(input.bytes)
  const bytes = withoutMetadata(kind, input.bytes)
  const name = `${await sha256Hex(bytes)}.${kind}`
  const view = await viewer(ctx)
  const [known] = await ctx.db.select().from(images).where(eq(images.name, name))
  if (known !== undefined) {
    // After a backup was put back into another system, its bytes may be lacking.
    await ctx.images.keep({ name, kind, bytes })
    return view(known)
  }
  if ((await ctx.db.$count(images)) >= imagesMax) {
    throw new AppError("conflict", `There are ${imagesMax} images: delete one first.`, {
      reason: "imagesFull",
      named: [imagesMax],
    })
  }
  // The bytes first: a row without them would be a picture that nobody sees.
  await ctx.images.keep({ name, kind, bytes })
  const now = ctx.clock.now()
  const title =
    input.title
      .toWellFormed()
      .replace(/\p{Cc}/gu, "")
      .trim()
      .slice(0, titleMax) || `image.${kind}`
  const row: Row = {
    id: createId(now, ctx.random),
    name,
    title,
    bytes: bytes.length,
    width,
    height,
    createdBy: actorLabel(ctx.actor),
    createdAt: now,
  }
  const [[made]] = await ctx.db.batch([
    ctx.db.insert(images).values(row).onConflictDoNothing().returning(),
    auditInsert(ctx, { action: "image.uploaded", subject: `image:${row.id}`, after: { title, name } }),
  ])
  return view(made ?? (await loadByName(ctx, name)))
}

function checked(bytes: Uint8Array) {
  if (bytes.length === 0) throw invalid("file", "required", "Choose a file.")
  if (bytes.length > bytesMax) {
    throw invalid("file", "imageTooLarge", `An image has at most "${bytesMax / 1024 / 1024}" MB.`)
  }
  const header = imageHeader(bytes)
  if (header === null) throw invalid("file", "noImage", "This is no PNG, JPEG, GIF or WebP image.")
  if (header.width > sideMax || header.height > sideMax) {
    throw invalid("file", "imageTooWide", `An image has at most "${sideMax}" pixels on each side.`)
  }
  return header
}

/** Uploaded pictures, newest first. */
export async function listImages(ctx: Ctx, input: z.infer<typeof imageQuerySchema>): Promise<Page<Image>> {
  const after = readCursor(input.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(images)
    .where(
      and(
        after === null ? undefined : lt(images.id, after[0]),
        input.query === undefined ? undefined : sql`${images.title} LIKE ${containing(input.query)} ESCAPE '\\'`,
      ),
    )
    .orderBy(desc(images.id))
    .limit(input.limit + 1)
  return pageFrom(rows, input.limit, { item: await viewer(ctx), position: (row) => [row.id] })
}

/** @throws notFound */
export async function getImage(ctx: Ctx, input: { id: string }): Promise<Image> {
  return (await viewer(ctx))(await load(ctx, input.id))
}

/** What shows a picture. @throws notFound */
export async function getImageUses(ctx: Ctx, input: { id: string }): Promise<ImageUses> {
  return { items: await usesOf(ctx, (await load(ctx, input.id)).name) }
}

/** Deletes a picture that nothing shows. @throws notFound, conflict */
export async function removeImage(ctx: Ctx, input: { id: string }): Promise<void> {
  const { id, name, title } = await load(ctx, input.id)
  const uses = await usesOf(ctx, name)
  if (uses.length > 0) {
    const named = uses.map((use) => use.name || use.kind)
    throw new AppError("conflict", `It is shown by ${named.map((one) => `“${one}”`).join(", ")}.`, {
      reason: "imageUsed",
      named,
      extra: { uses },
    })
  }
  await ctx.db.batch([
    ctx.db.delete(images).where(eq(images.id, id)),
    auditInsert(ctx, { action: "image.deleted", subject: `image:${id}`, before: { title, name } }),
  ])
  await ctx.images.remove(name)
}

/** A picture's bytes by the name in its address, for everybody; null when there is none. */
export async function readImage(
  ctx: Ctx,
  input: { name: string },
): Promise<{ type: string; size: number; body: ReadableStream } | null> {
  const kind: ImageKind | null = imageKindOf(input.name)
  if (kind === null) return null
  const file = (await ctx.images.read(input.name)) ?? (await readRestored(ctx, input.name))
  return file === null ? null : { ...file, type: imageTypes[kind] }
}

/** One that was deleted and that a backup has brought back (OPS-2): it is there, and its bytes were put aside. */
async function readRestored(ctx: Ctx, name: string) {
  if ((await ctx.db.$count(images, eq(images.name, name))) === 0) return null
  await ctx.images.restore(name)
  return await ctx.images.read(name)
}

async function load(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(images).where(eq(images.id, id))
  if (row === undefined) throw notFound("image")
  return row
}

async function loadByName(ctx: Ctx, name: string): Promise<Row> {
  const [row] = await ctx.db.select().from(images).where(eq(images.name, name))
  if (row === undefined) throw notFound("image")
  return row
}
