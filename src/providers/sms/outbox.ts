import { outboxProvider } from "../outbox"

export const smsOutbox = outboxProvider("sms")
