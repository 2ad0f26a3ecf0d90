import { Hono } from "hono"
import { DeliveriesPage } from "../../../web/pages/deliveries"
import { OutboxMessagePage, OutboxPage } from "../../../web/pages/outbox"
import { notFound } from "../../core/errors"
import type { Ctx } from "../../services/context"
import { deliveryQuerySchema, listDeliveries } from "../../services/deliveries/list"
import { listOutbox, outboxQuerySchema } from "../../services/outbox/list"
import { shownHtml } from "../../services/outbox/shown"
import { campaignChoices, flowNames } from "../../services/overview/names"
import { holderNames } from "../../services/overview/policy-holders"
import type { AppEnv } from "../env"
import { readQuery } from "./forms"
import { messageDocument } from "./message-document"
import { page } from "./respond"
import { deliveryRow, outboxRow } from "./views"

/** Deliveries, and what the built-in provider received. */
export const sendingPages = new Hono<AppEnv>()
  .get("/deliveries", async (c) => {
    const ctx = c.get("ctx")
    const query = readQuery(c, deliveryQuerySchema)
    const [{ items, nextCursor }, campaigns] = await Promise.all([listDeliveries(ctx, query), campaignChoices(ctx)])
    const [names, holders] = await Promise.all([
      flowNames(ctx, { campaignIds: items.map((item) => item.campaignId) }),
      holderNames(ctx),
    ])
    const { campaignId = "", memberId = "", stepId = "", status = "" } = query
    const rows = items.map((item) => deliveryRow(item, names))
    const filter = { campaignId, memberId, stepId, status }
    return page(c, <DeliveriesPage {...{ rows, nextCursor, filter, campaigns, holders }} />)
  })
  .get("/outbox", async (c) => {
    const ctx = c.get("ctx")
    const query = readQuery(c, outboxQuerySchema)
    const [{ items, nextCursor }, campaigns] = await Promise.all([listOutbox(ctx, query), campaignChoices(ctx)])
    const names = await flowNames(ctx, { campaignIds: items.map((item) => item.campaignId) })
    const filter = { channel: query.channel ?? "", campaignId: query.campaignId ?? "" }
    const rows = items.map((item) => outboxRow(item, names))
    return page(c, <OutboxPage rows={rows} nextCursor={nextCursor} filter={filter} campaigns={campaigns} />)
  })
  .get("/outbox/:deliveryId", async (c) => {
    const ctx = c.get("ctx")
    const message = await oneMessage(ctx, c.req.param("deliveryId"))
    const names = await flowNames(ctx, { campaignIds: [message.campaignId] })
    return page(c, <OutboxMessagePage message={outboxRow(message, names)} />)
  })
  .get("/outbox/:deliveryId/body", async (c) => {
    const { html } = await oneMessage(c.get("ctx"), c.req.param("deliveryId"))
    if (html === undefined) throw notFound("message")
    return messageDocument(c, shownHtml(html))
  })

async function oneMessage(ctx: Ctx, deliveryId: string) {
  const { items } = await listOutbox(ctx, { deliveryId, limit: 1 })
  const message = items[0]
  if (message === undefined) throw notFound("message")
  return message
}
