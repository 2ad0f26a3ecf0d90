import { eq } from "drizzle-orm"
import { equalSecrets, sha256Hex } from "../../core/hash"
import { tokens } from "../../db/schema"
import type { Actor, Ctx } from "../context"

/** Who a Bearer token stands for, or null when nobody. Revoking works with the next request: nothing is cached. */
export async function readBearer(ctx: Ctx, token: string): Promise<Actor | null> {
  const { adminToken } = ctx.config
  if (adminToken !== null && (await equalSecrets(token, adminToken))) return { kind: "owner" }
  const [row] = await ctx.db
    .select()
    .from(tokens)
    .where(eq(tokens.hash, await sha256Hex(token)))
  if (row === undefined) return null
  if (row.expiresAt !== null && row.expiresAt <= ctx.clock.now()) return null
  return { kind: "token", id: row.id, name: row.name, scopes: row.scopes }
}
