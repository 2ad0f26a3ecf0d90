import * as z from "zod"
import type { RenderedMessage } from "../../content/messages"
import { assertNever } from "../../core/assert"
import { invalid } from "../../core/errors"
import { isEmail, isPhone } from "../../core/profile"
import type { Channel } from "../../engine/types"
import { refuse } from "../campaigns/settings"
import type { Ctx } from "../context"
import type { TestOutcome } from "../providers/schema"
import { look } from "./look"
import { prepared } from "./preview"
import { previewSchema } from "./schema"

/** `POST /messages/test`: the message as for a preview, and where it goes. */
export const messageTestSchema = z
  .strictObject({
    ...previewSchema.shape,
    /** An email address, a phone number as E.164, or a push target: a token or the endpoint of a subscription. */
    to: z.string().trim().min(1).max(2_000),
  })
  .meta({ id: "MessageTest" })

/**
 * Sends a message that is being written to somebody who wants to see it, by the channel's own provider (MSG-3). It says
 * that it is a test; no member is touched and nothing is counted (UNS-21).
 * @throws invalid naming the field, also when the message cannot be rendered
 */
export async function testMessage(ctx: Ctx, input: z.infer<typeof messageTestSchema>): Promise<TestOutcome> {
  const { to, ...message } = input
  if (!fits(message.channel, to)) throw invalid("to", "invalidAddress", addressHelp[message.channel])
  const { errors, viewer, ...shown } = await prepared(ctx, message)
  refuse(errors.map((error) => ({ ...error, path: `message.${error.path}` })))
  const { rendered, problem } = await look(ctx, viewer, { ...shown, test: true })
  if (rendered === null) throw invalid("message", "templateLimit", problem)
  return await ctx.providers.send(to, marked(rendered))
}

const addressHelp: Record<Channel, string> = {
  email: "This is not an email address.",
  sms: "This is not a phone number with its country code.",
  push: "This is no push target.",
}

function fits(channel: Channel, to: string): boolean {
  switch (channel) {
    case "email":
      return isEmail(to)
    case "sms":
      return isPhone(to)
    case "push":
      return !/\s/.test(to)
    default:
      return assertNever(channel)
  }
}

const mark = "[Test] "

/** Says of a message that it is a test, where its receiver sees it first. */
function marked(rendered: RenderedMessage): RenderedMessage {
  switch (rendered.channel) {
    case "email":
      return { ...rendered, subject: mark + rendered.subject }
    case "sms":
      return { ...rendered, text: mark + rendered.text }
    case "push":
      return { ...rendered, title: mark + rendered.title }
  }
}
