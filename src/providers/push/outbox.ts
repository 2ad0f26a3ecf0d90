import { outboxProvider } from "../outbox"

export const pushOutbox = outboxProvider("push")
