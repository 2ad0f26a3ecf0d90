import type { Context } from "hono"
import type { Env } from "../env"
import type { Ctx } from "../services/context"

/** What every handler finds in its context. */
export interface AppEnv {
  Bindings: Env
  Variables: {
    /** The verbs' context, with the actor of this request. */
    ctx: Ctx
    /** For `script-src`: fresh with every answer. */
    nonce: string
  }
}

export type AppContext = Context<AppEnv>
/** Makes the verbs' context of a request, its actor still anonymous. */
export type MakeCtx = (c: AppContext) => Ctx
