import { emailOutbox } from "./email/outbox"
import type { MessageChannel, Provider } from "./provider"
import { pushOutbox } from "./push/outbox"
import { smsOutbox } from "./sms/outbox"

/** Kinds by channel: a kind named here and missing below does not compile. */
interface ProviderKinds {
  email: "outbox"
  sms: "outbox"
  push: "outbox"
}

/** Every provider there is; sorted. */
export const providers: { [C in MessageChannel]: { [K in ProviderKinds[C]]: Provider<C> } } = {
  email: { outbox: emailOutbox },
  push: { outbox: pushOutbox },
  sms: { outbox: smsOutbox },
}

/** The provider of a channel by its kind, or null when there is none. */
export function findProvider<C extends MessageChannel>(channel: C, kind: string): Provider<C> | null {
  const kinds: Record<string, Provider<C>> = providers[channel]
  return Object.hasOwn(kinds, kind) ? (kinds[kind] ?? null) : null
}

/** All providers of a channel. */
export function providersOf(channel: MessageChannel): Provider[] {
  return Object.values<Provider>(providers[channel])
}
