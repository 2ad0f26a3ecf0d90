import { base64Of, bytesOfBase64 } from "../../core/encoding"
import { unseal } from "../../core/seal"
import { deriveSecret } from "../../core/signed-token"

const prefix = "whsec_"
const purpose = "webhook-signing"

/** The bytes of a Standard Webhooks secret (`whsec_` and base64 of 24 to 64 bytes), or null. */
export function secretBytes(secret: string): Uint8Array<ArrayBuffer> | null {
  if (!secret.startsWith(prefix)) return null
  const bytes = bytesOfBase64(secret.slice(prefix.length))
  return bytes !== null && bytes.length >= 24 && bytes.length <= 64 ? bytes : null
}

/**
 * The key that outgoing calls are signed with: the one that was set, else one derived from SECRET_KEY.
 * @param sealed credentials of the provider `webhook` as they are stored; null: none were set
 */
export async function secretOf(secretKey: string, sealed: string | null): Promise<Uint8Array<ArrayBuffer>> {
  if (sealed === null) return await deriveSecret(secretKey, purpose)
  const { secret } = JSON.parse(await unseal(secretKey, sealed)) as { secret?: string }
  return secretBytes(secret ?? "") ?? (await deriveSecret(secretKey, purpose))
}

/** The derived secret as receivers need it. */
export async function derivedSecret(secretKey: string): Promise<string> {
  return `${prefix}${base64Of(await deriveSecret(secretKey, purpose))}`
}
