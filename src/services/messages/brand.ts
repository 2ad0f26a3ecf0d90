import { hasBlocks } from "../../content/design"
import type { Brand } from "../../content/email/render-blocks"
import { getCompany } from "../company/verbs"
import type { Ctx } from "../context"

const nobody: Brand = { name: null, logo: null }

/** Whose emails are made of blocks: the company, looked up only for a message that has some. */
export async function brandOf(ctx: Ctx, message: object): Promise<Brand> {
  if (!hasBlocks(message)) return nobody
  const { name, logoUrl } = await getCompany(ctx)
  return { name, logo: logoUrl }
}
