import type { OutboundMessage, ProviderPorts, ProviderSettings } from "./provider"

/**
 * Where a provider is to report on one message, with our name of its delivery in it; null: nowhere. A provider on the
 * Internet refuses messages that name an address which only this machine knows.
 */
export function reportAddress(
  message: Pick<OutboundMessage, "ref">,
  { baseUrl }: Pick<ProviderSettings, "baseUrl">,
  { reportUrl }: Pick<ProviderPorts, "reportUrl">,
): string | null {
  if (reportUrl === null || (baseUrl === null && isLocal(reportUrl))) return null
  return `${reportUrl}?ref=${encodeURIComponent(message.ref)}`
}

function isLocal(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]"
}

/** What a callback's address says. Providers may add their own part with a second question mark. */
export function queryOf(url: string): URLSearchParams {
  const at = url.indexOf("?")
  return new URLSearchParams(at === -1 ? "" : url.slice(at + 1).replaceAll("?", "&"))
}

/** A number as callbacks write it, with or without plus, as E.164; null: it is none. */
export function numberOf(text: unknown): string | null {
  const digits = typeof text === "string" ? text.replace(/^\+|^00/, "") : ""
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null
}
