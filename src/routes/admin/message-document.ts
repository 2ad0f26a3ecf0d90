import type { AppContext } from "../env"

/**
 * An email's HTML as a document of its own: no script, no forms, no cookies, no way out of its frame (SEC-14).
 * It can only stand inside our own pages.
 */
export async function messageDocument(c: AppContext, html: string): Promise<Response> {
  // Uploaded pictures are at this system's address: the public one, and the one that is looked at now.
  const own = [...new Set([new URL(c.req.url).origin, await c.get("ctx").publicOrigin()])].filter(Boolean)
  return c.body(html, 200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; img-src https: data: ${own.join(" ")}; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
    "x-frame-options": "SAMEORIGIN",
  })
}
