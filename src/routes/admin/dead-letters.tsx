import { Hono } from "hono"
import type * as z from "zod"
import { DeadLettersPage, RetryAllPage } from "../../../web/pages/dead-letters"
import { errorText } from "../../../web/problem-text"
import { textsOf } from "../../../web/ui"
import { AppError, notFound } from "../../core/errors"
import { authorize } from "../../services/access"
import {
  countDeadLetters,
  type deadLetterViewSchema,
  failedMessageSchema,
  listDeadLetters,
  retryDeadLetter,
  retryDeadLetters,
} from "../../services/dead-letters/verbs"
import { type FlowNames, flowNames } from "../../services/overview/names"
import { pageQuerySchema } from "../../services/page"
import type { AppContext, AppEnv } from "../env"
import { readQuery } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const home = "/dead-letters"
/** Instead of an id. */
const all = "all"

/** What has failed: the admin's (SEND-3). */
export const deadLetterPages = new Hono<AppEnv>()
  .use(`${home}/*`, async (c, next) => {
    authorize(c.get("ctx").actor, "admin")
    await next()
  })
  .get(home, (c) => list(c))
  .get(`${home}/:id/retry`, async (c) => {
    if (c.req.param("id") !== all) throw notFound("dead letter")
    return page(c, <RetryAllPage count={await countDeadLetters(c.get("ctx"))} />)
  })
  .post(`${home}/${all}/retry`, async (c) => {
    await retryDeadLetters(c.get("ctx"))
    return leadTo(c, home, "retried")
  })
  .post(`${home}/:id/retry`, async (c) => {
    try {
      await retryDeadLetter(c.get("ctx"), { id: c.req.param("id") })
      return leadTo(c, home, "retried")
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error
      return await list(c, errorText(textsOf(localeOf(c)), error))
    }
  })

async function list(c: AppContext, error?: string): Promise<Response> {
  const ctx = c.get("ctx")
  const { items, nextCursor } = await listDeadLetters(ctx, readQuery(c, pageQuerySchema))
  const messages = items.map((item) => failedMessageSchema.safeParse(item.body).data ?? null)
  const campaignIds = messages.flatMap((message) => message?.campaignId ?? [])
  const names = await flowNames(ctx, { campaignIds })
  const rows = items.map((item, index) => rowOf(item, messages[index] ?? null, names))
  return page(c, <DeadLettersPage {...{ rows, nextCursor, error }} />, error === undefined ? 200 : 409)
}

function rowOf(
  { id, queue, at }: z.infer<typeof deadLetterViewSchema>,
  message: z.infer<typeof failedMessageSchema> | null,
  names: FlowNames,
) {
  const named = message && {
    ...message,
    campaignName: names.campaigns.get(message.campaignId) ?? message.campaignId,
    stepName: names.steps.get(message.campaignId)?.get(message.stepId) ?? message.stepId,
  }
  return { id, queue, at: Date.parse(at), message: named }
}
