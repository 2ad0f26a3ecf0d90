import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose"
import { realClock } from "../core/clock"
import type { Env } from "../env"

/** Keys of each team, fetched when first asked for, and again when a token names an unknown one. */
const keys = new Map<string, JWTVerifyGetKey>()

/** Whether people come in through Cloudflare Access. */
export function hasAccess(env: Env): boolean {
  return Boolean(env.ACCESS_TEAM_DOMAIN && env.ACCESS_AUD)
}

/**
 * Whom Cloudflare Access has let in, by the token that it puts into every request (API-3); null when the token is not our
 * team's, not for this application, too old, or of a program.
 * @throws when the team's keys cannot be fetched
 */
export async function accessEmail(env: Env, assertion: string): Promise<string | null> {
  const { ACCESS_TEAM_DOMAIN: domain, ACCESS_AUD: audience } = env
  if (!domain || !audience) return null
  const issuer = `https://${domain.replace(/^https:\/\//, "").replace(/\/+$/, "")}`
  try {
    const { payload } = await jwtVerify(assertion, keysOf(issuer), {
      issuer,
      audience: audience.split(",").map((one) => one.trim()),
      algorithms: ["RS256"],
      requiredClaims: ["exp", "iat"],
      currentDate: new Date(realClock.now()),
    })
    return payload.type === "app" && typeof payload.email === "string" && payload.email !== "" ? payload.email : null
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}

function keysOf(issuer: string): JWTVerifyGetKey {
  const known = keys.get(issuer)
  if (known !== undefined) return known
  const fetched = createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`))
  keys.set(issuer, fetched)
  return fetched
}

/** The token is at fault, and not the way to its keys. */
function isRefusal(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout) return false
  const { JWTClaimValidationFailed, JWTExpired, JWTInvalid, JWSInvalid, JWSSignatureVerificationFailed } = errors
  const { JOSEAlgNotAllowed, JOSENotSupported, JWKSNoMatchingKey, JWKSMultipleMatchingKeys } = errors
  return [
    ...[JWTClaimValidationFailed, JWTExpired, JWTInvalid, JWSInvalid, JWSSignatureVerificationFailed],
    ...[JOSEAlgNotAllowed, JOSENotSupported, JWKSNoMatchingKey, JWKSMultipleMatchingKeys],
  ].some((kind) => error instanceof kind)
}
