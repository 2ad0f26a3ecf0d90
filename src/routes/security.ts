import type { MiddlewareHandler } from "hono"
import { base64Of } from "../core/encoding"
import { AppError } from "../core/errors"
import { realRandom } from "../core/random"
import type { AppContext, AppEnv } from "./env"

const nonceBytes = 16
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"])

/** What an answer says unless its handler has said otherwise (SEC-10). */
const headers = {
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cache-control": "no-store",
} as const

/** The policy of our pages (SEC-09): nothing inline, nothing from elsewhere. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ")
}

/** Sets the security headers of every answer; a handler's own (a preview's policy, say) stand. */
export const securityHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  const nonce = base64Of(realRandom.bytes(nonceBytes))
  c.set("nonce", nonce)
  await next()
  for (const [name, value] of Object.entries({ ...headers, "content-security-policy": pagePolicy(nonce) })) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
}

/**
 * Refuses requests that change something and that another site's page may have sent (SEC-04, SEC-06): every unsafe
 * method must carry our own Origin, and no Sec-Fetch-Site but same-origin. Requests with a Bearer token are not the
 * browser's doing; API requests without a cookie have no rights to abuse: they prove themselves by a signature or get 401.
 */
export const originGuard: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!isExempt(c) && mayBeForeign(c)) {
    throw new AppError("forbidden", "This request did not come from our own pages.", { reason: "foreignRequest" })
  }
  await next()
}

function isExempt(c: AppContext): boolean {
  if (c.req.header("authorization") !== undefined) return true
  return c.req.path.startsWith("/api/") && c.req.header("cookie") === undefined
}

/** Whether another site's page may have sent a request that changes something. */
export function mayBeForeign(c: AppContext): boolean {
  return !safeMethods.has(c.req.method) && !isOurs(c)
}

function isOurs(c: AppContext): boolean {
  const site = c.req.header("sec-fetch-site")
  if (site !== undefined && site !== "same-origin") return false
  return c.req.header("origin") === new URL(c.req.url).origin
}
