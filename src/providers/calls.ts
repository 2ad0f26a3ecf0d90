import * as z from "zod"
import { isWebhookSecret } from "../core/webhook-secret"
import { secret } from "./credentials"

/** Ways of making the calls of Web service steps: they go out unless they are told to stay (SEND-2). */
export const callKinds = [
  {
    kind: "http",
    /** Signs calls (DEL-26); absent: a secret derived for this system does. */
    credentials: z.strictObject({
      secret: secret().refine(isWebhookSecret, "A secret is whsec_ and 24 to 64 bytes in base64.").optional(),
    }),
  },
  { kind: "outbox", credentials: z.strictObject({}) },
]
