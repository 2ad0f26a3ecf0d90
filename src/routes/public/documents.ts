import { Hono } from "hono"
import { readDocument } from "../../services/documents/read"
import type { AppEnv } from "../env"

/** Documents of members, for whoever has the link: its signed token is all the right it takes (FLOW-10). */
export const documentPages = new Hono<AppEnv>().get("/documents/:token", async (c) => {
  const { name, size, body } = await readDocument(c.get("ctx"), { token: c.req.param("token") })
  return c.body(body, 200, {
    "content-type": "application/pdf",
    "content-length": String(size),
    "content-disposition": disposition(name),
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "x-robots-tag": "noindex, nofollow",
  })
})

/** Saved under its name; the first form is for programs that know no other (RFC 6266). */
function disposition(name: string): string {
  const ascii = name.replace(/[^\u0020-\u007e]|["\\%]/g, "_")
  const utf8 = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`
}
