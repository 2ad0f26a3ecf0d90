import * as z from "zod"
import type { MessageChannel, Provider } from "./provider"

const noCredentials = z.strictObject({})

/** The built-in provider of a channel: nothing leaves the machine; every message can be read in the UI (SEND-2). */
export function outboxProvider<C extends MessageChannel>(channel: C): Provider<C, z.infer<typeof noCredentials>> {
  return {
    kind: "outbox",
    channel,
    idempotent: true,
    credentials: noCredentials,
    async sendAll(messages, _settings, { outbox, now }) {
      try {
        await outbox.insert(messages, now())
        return messages.map(({ idempotencyKey }) => ({ kind: "accepted", providerId: idempotencyKey }))
      } catch (error) {
        // The store is our own database: whatever ails it passes, and the keys make a repeat harmless.
        const detail = error instanceof Error ? error.message : String(error)
        return messages.map(() => ({ kind: "retry", afterMs: null, detail }))
      }
    },
  }
}
