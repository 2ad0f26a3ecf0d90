import { makeContext } from "./context"
import type { InboxMessage } from "./db/inbox"
import type { ActivityMessage, Env, SettledMessage, WakeupMessage } from "./env"
import { loadClock } from "./platform/clock"
import { learnOrigin } from "./platform/origin"
import { tracked, workDone, workStarted } from "./platform/work"
import { consumeActivity } from "./queues/activity"
import { consumeDead } from "./queues/dead"
import { consumeInbox } from "./queues/inbox"
import { consumeIntegration } from "./queues/integration"
import { consumeChannel } from "./queues/messages"
import { consumeSettled } from "./queues/settle"
import { wakeupsOf } from "./queues/wakeups"
import { createApp } from "./routes/app"
import { isTracked } from "./routes/public/tracking"

export { CampaignObject } from "./campaign/campaign-object"
export { MemberObject } from "./member/member-object"
export { LinkObject } from "./system/link-object"
export { RateObject } from "./system/rate-object"
export { SystemObject } from "./system/system-object"

const app = createApp((c) => makeContext(c.env, (work) => c.executionCtx.waitUntil(work)))

async function consume(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  switch (batch.queue) {
    case "millrace-inbox":
      return await consumeInbox(env, batch as MessageBatch<InboxMessage>)
    case "millrace-email":
      return await consumeChannel(env, "email", wakeupsOf(batch as MessageBatch<WakeupMessage>))
    case "millrace-sms":
      return await consumeChannel(env, "sms", wakeupsOf(batch as MessageBatch<WakeupMessage>))
    case "millrace-push":
      return await consumeChannel(env, "push", wakeupsOf(batch as MessageBatch<WakeupMessage>))
    case "millrace-webhook":
      return await consumeIntegration(env, wakeupsOf(batch as MessageBatch<WakeupMessage>))
    case "millrace-settled":
      return await consumeSettled(env, batch as MessageBatch<SettledMessage>)
    case "millrace-activity":
      return await consumeActivity(env, batch as MessageBatch<ActivityMessage>)
    case "millrace-dead":
      return await consumeDead(env, batch)
    default:
      throw new Error(`No consumer for queue ${batch.queue}`)
  }
}

function isLater(body: unknown): boolean {
  return (body as Partial<ActivityMessage>).later === true
}

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (!isTracked(request.url)) {
      await loadClock(env)
      await learnOrigin(env, request.url)
    }
    return await app.fetch(request, env, ctx)
  },

  async queue(batch: MessageBatch<unknown>, env: Env, _ctx: ExecutionContext): Promise<void> {
    await loadClock(env)
    workStarted(batch.messages.filter(({ body }) => isLater(body)).length)
    try {
      await tracked(consume(batch, env))
    } finally {
      workDone(batch.messages.length)
    }
  },

  /** A second net in production: the system object's own alarm is the first. */
  async scheduled(_controller: ScheduledController, env: Env, _ctx: ExecutionContext): Promise<void> {
    await env.SYSTEM.getByName("system").boot()
  },
} satisfies ExportedHandler<Env>
