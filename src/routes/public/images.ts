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
    const headers = {
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cache-control": "public, max-age=31536000, immutable",
      // Mail is read on other sites.
      "cross-origin-resource-policy": "cross-origin",
      etag,
    }
    // Whoever has the bytes of this hash has all there is.
    if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers)
    const image = await readImage(makeCtx(c), { name })
    if (image === null) return problem(c, new AppError("notFound", "There is no such image."))
    return c.body(image.body, 200, {
      ...headers,
      "content-type": image.type,
      "content-length": String(image.size),
    })
  })
}
