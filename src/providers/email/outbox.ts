import { outboxProvider } from "../outbox"

export const emailOutbox = outboxProvider("email")
