import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { ImagesPage, RemoveImagePage } from "../../../web/pages/images"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { authorize } from "../../services/access"
import { getCompany, updateCompany } from "../../services/company/verbs"
import { imageQuerySchema } from "../../services/images/schema"
import { getImage, getImageUses, listImages, removeImage, uploadImage } from "../../services/images/verbs"
import { readBody } from "../body"
import type { AppContext, AppEnv } from "../env"
import { httpStatus } from "../errors"
import { errorsByField, readQuery, refusalOf } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** Images of one page; three to five stand in a row. */
const shownAtOnce = 24

/** The library of pictures for messages (MSG-1). */
export const imageLibraryPages = new Hono<AppEnv>()
  .get("/images", (c) => libraryPage(c, {}))
  .post("/images", async (c) => {
    const file: unknown = (await c.req.formData()).get("file")
    const given = file instanceof File ? file : new File([], "")
    return await take(c, { bytes: new Uint8Array(await given.arrayBuffer()), title: given.name })
  })
  // As the script sends it, so that nothing but the file itself is read.
  .post("/images/file", async (c) =>
    take(c, { bytes: await readBody(c.req.raw), title: (c.req.query("file") ?? "").slice(0, 200) }),
  )
  .post("/images/:id/logo", async (c) => {
    const ctx = c.get("ctx")
    authorize(ctx.actor, "admin")
    const { path } = await getImage(ctx, { id: c.req.param("id") })
    await updateCompany(ctx, { logoUrl: path })
    return leadTo(c, "/images", "saved")
  })
  .get("/images/:id/remove", (c) => removePage(c, 200))
  .post("/images/:id/remove", async (c) => {
    try {
      await removeImage(c.get("ctx"), { id: c.req.param("id") })
      return leadTo(c, "/images", "removed")
    } catch (error) {
      // The page says what shows it.
      if (error instanceof AppError && error.details.reason === "imageUsed") return removePage(c, 409)
      throw error
    }
  })

async function take(c: AppContext, file: { bytes: Uint8Array<ArrayBuffer>; title: string }): Promise<Response> {
  try {
    await uploadImage(c.get("ctx"), file)
    return leadTo(c, "/images", "uploaded")
  } catch (error) {
    if (!(error instanceof AppError) || !["invalid", "conflict"].includes(error.code)) throw error
    const fields = errorsByField(textsOf(localeOf(c)), error.details.errors ?? [])
    const errors = Object.keys(fields).length > 0 ? fields : { "": refusalOf(c, error) }
    return await libraryPage(c, errors, httpStatus(error.code) === 409 ? 409 : 422)
  }
}

async function libraryPage(c: AppContext, errors: FormErrors, status: 200 | 409 | 422 = 200): Promise<Response> {
  const ctx = c.get("ctx")
  const query = c.req.method === "GET" ? readQuery(c, imageQuerySchema) : imageQuerySchema.parse({})
  const [{ items, nextCursor }, company] = await Promise.all([
    listImages(ctx, { ...query, limit: shownAtOnce }),
    getCompany(ctx),
  ])
  const images = items.map(({ url, ...image }) => ({ ...image, address: url ?? image.path }))
  const props = { images, nextCursor, query: query.query ?? "", logo: company.logoUrl, errors }
  return page(c, <ImagesPage {...props} />, status)
}

async function removePage(c: AppContext, status: 200 | 409): Promise<Response> {
  const ctx = c.get("ctx")
  const id = c.req.param("id") ?? ""
  const [image, { items }] = await Promise.all([getImage(ctx, { id }), getImageUses(ctx, { id })])
  const words = textsOf(localeOf(c)).images.uses
  const uses = items.map(({ kind, name }) => words[kind](name))
  return page(c, <RemoveImagePage image={image} uses={uses} />, status)
}
