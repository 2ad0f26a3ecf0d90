import { Hono } from "hono"
import { AppError } from "../../core/errors"
import { readImage } from "../../services/images/verbs"
import type { AppEnv, MakeCtx } from "../env"
import { problem } from "../errors"

/**
 * Pictures of messages, for every inbox (MSG-1). An address holds the hash of its bytes, so an answer is good for ever; no
 * browser takes one for anything else than a picture (SEC-41).
 */
export function imagePages(makeCtx: MakeCtx): Hono<AppEnv> {
  return new Hono<AppEnv>().get("/i/:name", async (c) => {
    const name = c.req.param("name")
    const etag = `"${name}"`
    const image = await readImage(makeCtx(c), { name })
    if (image === null) return problem(c, new AppError("notFound", "There is no such image."))
    const headers = {
      "content-type": image.type,
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cache-control": "public, max-age=31536000, immutable",
      // Mail is read on other sites.
      "cross-origin-resource-policy": "cross-origin",
      etag,
    }
    if (c.req.header("if-none-match") === etag) {
      await image.body.cancel()
      return c.body(null, 304, headers)
    }
    return c.body(image.body, 200, { ...headers, "content-length": String(image.size) })
  })
}
