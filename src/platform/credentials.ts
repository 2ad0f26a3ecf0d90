import { unseal } from "../core/seal"
import type { Env } from "../env"
import { secretsOf } from "./secrets"

/** A handful of providers, each changed now and then. */
const knownMax = 50
/** By what is stored: whatever is sealed anew is another text. */
const known = new Map<string, Promise<Record<string, string>>>()

/**
 * A provider's credentials, opened once per isolate.
 * @param sealed as stored; null: none
 * @throws when they were sealed with a SECRET_KEY that nobody knows any more
 */
export async function openCredentials(env: Env, sealed: string | null): Promise<Record<string, string>> {
  if (sealed === null) return {}
  const opening = known.get(sealed) ?? unseal(secretsOf(env), sealed).then((text) => JSON.parse(text))
  if (known.size >= knownMax) known.clear()
  known.set(sealed, opening)
  return await opening
}
