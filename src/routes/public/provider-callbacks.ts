import { Hono } from "hono"
import { readBody } from "../body"
import type { AppContext, AppEnv, MakeCtx } from "../env"

/** Of one callback. */
const callbackBytesMax = 1024 * 1024

/**
 * Callbacks of providers (SEND-5): delivered, bounced, opened, answered … Whatever is not the provider's own gets a bare
 * 401; what could not be made durable a 503, so that the provider comes again (ING-17).
 */
export function providerCallbacks(makeCtx: MakeCtx): Hono<AppEnv> {
  return new Hono<AppEnv>().on(["GET", "POST"], "/webhooks/providers/:channel/:kind", async (c: AppContext) => {
    const { channel = "", kind = "" } = c.req.param()
    const body = new TextDecoder().decode(await readBody(c.req.raw, callbackBytesMax))
    const { method, url, headers } = c.req.raw
    const taken = await makeCtx(c).providers.callback({ channel, kind }, { method, url, headers, body })
    if (taken === null) return c.body(null, 401)
    const { answer } = taken
    return answer === null ? c.body(null, 200) : c.body(answer.body, 200, { "content-type": answer.type })
  })
}
