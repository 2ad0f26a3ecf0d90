import { base64Of, bytesOfBase64 } from "./encoding"
import { unseal } from "./seal"
import { deriveSecret } from "./signed-token"

const prefix = "whsec_"
const purpose = "webhook-signing"
/** Of a Standard Webhooks secret. */
const bytes = { min: 24, max: 64 }

function bytesOf(secret: string): Uint8Array<ArrayBuffer> | null {
  if (!secret.startsWith(prefix)) return null
  const found = bytesOfBase64(secret.slice(prefix.length))
  return found !== null && found.length >= bytes.min && found.length <= bytes.max ? found : null
}

/** Whether it is `whsec_` and enough bytes in base64. */
export function isWebhookSecret(secret: string): boolean {
  return bytesOf(secret) !== null
}

/**
 * The key that outgoing calls are signed with: the one that was set, else one derived from SECRET_KEY.
 * @param sealed credentials of the provider `webhook` as they are stored; null: none were set
 */
export async function webhookKey(secretKey: string, sealed: string | null): Promise<Uint8Array<ArrayBuffer>> {
  const set = sealed === null ? {} : (JSON.parse(await unseal(secretKey, sealed)) as { secret?: string })
  return bytesOf(set.secret ?? "") ?? (await deriveSecret(secretKey, purpose))
}

/** The derived secret as receivers need it. */
export async function derivedWebhookSecret(secretKey: string): Promise<string> {
  return `${prefix}${base64Of(await deriveSecret(secretKey, purpose))}`
}
