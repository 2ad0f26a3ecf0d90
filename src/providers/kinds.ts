import type * as z from "zod"
import { callKinds } from "./calls"
import { type CredentialField, credentialFields } from "./credentials"
import type { MessageChannel, NamedHost } from "./provider"
import { providersOf } from "./registry"

/** One way of sending on a channel, as far as settings are concerned. */
interface Kind {
  kind: string
  /** Serves the channel while nobody has chosen. */
  isDefault: boolean
  credentials: z.ZodType
  fields: CredentialField[]
  /** Whether it makes callbacks. */
  reports: boolean
  /** Why it takes a `baseUrl`; null: it has an address of its own. */
  needsBaseUrl: string | null
  /** Its own hosts that cannot be called from the local runtime. */
  http2Hosts: readonly string[]
  /** Where its credentials, as they were parsed, say that it connects to; null: it goes by an address. */
  hostOf: ((credentials: unknown) => NamedHost) | null
}

/** Every kind of a channel with what its form needs; `webhook`: the calls of Web service steps. */
export function providerKinds(channel: MessageChannel | "webhook"): Kind[] {
  if (channel === "webhook") {
    return callKinds.map(({ kind, credentials }) => {
      const fields = credentialFields(credentials)
      return {
        kind,
        isDefault: kind === "http",
        credentials,
        fields,
        reports: false,
        needsBaseUrl: null,
        http2Hosts: [],
        hostOf: null,
      }
    })
  }
  return providersOf(channel).map(
    ({ kind, credentials, readCallback, hostOf, needsBaseUrl = null, http2Hosts = [] }) => {
      const fields = credentialFields(credentials)
      const reports = readCallback !== undefined
      return {
        kind,
        isDefault: kind === "outbox",
        credentials,
        fields,
        reports,
        needsBaseUrl,
        http2Hosts,
        hostOf: hostOf ?? null,
      }
    },
  )
}
