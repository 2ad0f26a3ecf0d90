import * as z from "zod"
import type { OutboundMessage, Provider, SendOutcome } from "../../../src/providers/provider"

/** Given to every isolate by its world. */
declare const simulation: { sendAll(messages: readonly OutboundMessage[]): Promise<SendOutcome[]> }

/** Stands in for `src/providers/registry.ts`: whatever was chosen, the world's provider gets the messages. */
export function findProvider(channel: Provider["channel"], _kind: string): Provider {
  return {
    kind: "simulated",
    channel,
    idempotent: true,
    credentials: z.unknown(),
    sendAll: async (messages) => {
      try {
        return await simulation.sendAll(messages)
      } catch (error) {
        return messages.map(() => ({ kind: "retry", afterMs: null, detail: String(error) }))
      }
    },
  }
}

/** Nobody chooses a provider in a world. */
export function providersOf(): Provider[] {
  return []
}
