import * as z from "zod"
import { pageOf } from "../../services/page"
import { listProviderErrors, providerErrorSchema } from "../../services/providers/errors"
import {
  channels,
  providerKindSchema,
  providerSchema,
  providerTestSchema,
  providerViewSchema,
  testOutcomeSchema,
} from "../../services/providers/schema"
import { getVapidKeys, makeVapidKeys, vapidKeysSchema, vapidRequestSchema } from "../../services/providers/vapid"
import {
  forgetProvider,
  listProviderKinds,
  listProviders,
  setProvider,
  testProvider,
  webhookSigning,
  webhookSigningSchema,
} from "../../services/providers/verbs"
import { endpoint } from "./endpoint"

const tag = "Deliveries, outbox, providers"
const channelParams = z.object({ channel: z.enum(channels) })

export const providerEndpoints = [
  endpoint({
    method: "get",
    path: "/providers",
    tag,
    summary: "List the providers of each channel",
    needs: "read",
    answer: { status: 200, schema: pageOf(providerViewSchema) },
    run: (ctx) => listProviders(ctx),
  }),
  endpoint({
    method: "get",
    path: "/provider-kinds",
    tag,
    summary: "List the kinds of providers with their credentials",
    needs: "read",
    answer: { status: 200, schema: pageOf(providerKindSchema) },
    run: (ctx) => listProviderKinds(ctx),
  }),
  endpoint({
    method: "get",
    path: "/provider-errors",
    tag,
    summary: "List what providers said against messages lately",
    description: "Of the last 14 days, the latest first, without addresses.",
    needs: "admin",
    answer: { status: 200, schema: pageOf(providerErrorSchema) },
    run: (ctx) => listProviderErrors(ctx),
  }),
  endpoint({
    method: "put",
    path: "/providers/{channel}",
    tag,
    summary: "Set the provider of a channel",
    description:
      "Credentials are merged, null removes one; they are stored encrypted and never given back. An absent `baseUrl` is the provider's own, an absent `ratePerSecond` is no limit. Settings of other kinds are kept. When `baseUrl` changes, secrets must be given again.",
    needs: "admin",
    params: channelParams,
    body: providerSchema,
    example: { kind: "resend", credentials: { apiKey: "re_…" }, ratePerSecond: 10 },
    answer: { status: 200, schema: providerViewSchema },
    run: (ctx, { params, body }) => setProvider(ctx, { channel: params.channel, provider: body }),
  }),
  endpoint({
    method: "delete",
    path: "/providers/{channel}/{kind}",
    tag,
    summary: "Forget the settings of a kind that does not serve the channel",
    needs: "admin",
    params: channelParams.extend({ kind: z.string() }),
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => forgetProvider(ctx, params),
  }),
  endpoint({
    method: "post",
    path: "/providers/{channel}/test",
    tag,
    summary: "Send one test message now",
    description: "By the channel's provider, past the queue; the answer is what the provider said.",
    needs: "admin",
    params: channelParams,
    body: providerTestSchema,
    example: { to: "you@example.com" },
    answer: { status: 200, schema: testOutcomeSchema },
    run: (ctx, { params, body }) => testProvider(ctx, { channel: params.channel, test: body }),
  }),
  endpoint({
    method: "get",
    path: "/providers/push/vapid-keys",
    tag,
    summary: "Get the public key that browsers subscribe to Web Push by",
    description:
      "`publicKey` is the `applicationServerKey` of `pushManager.subscribe()`. What that gives is registered with `PUT /members/{id}`, as one of `push`.",
    needs: "read",
    answer: { status: 200, schema: vapidKeysSchema },
    errors: [404],
    run: (ctx) => getVapidKeys(ctx),
  }),
  endpoint({
    method: "post",
    path: "/providers/push/vapid-keys",
    tag,
    summary: "Make VAPID keys and set Web Push up with them",
    description:
      "The private key is stored encrypted and never shown. A pair that is there already is only replaced with `replace`: every subscription is bound to it.",
    needs: "admin",
    body: vapidRequestSchema,
    example: { subject: "mailto:push@example.com" },
    answer: { status: 201, schema: vapidKeysSchema },
    errors: [409],
    run: (ctx, { body }) => makeVapidKeys(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/webhook-signing",
    tag,
    summary: "Get the secret that outgoing calls are signed with",
    description:
      "By Standard Webhooks. Null once a secret was set with `PUT /providers/webhook`: that one is never given back.",
    needs: "admin",
    answer: { status: 200, schema: webhookSigningSchema },
    run: (ctx) => webhookSigning(ctx),
  }),
]
