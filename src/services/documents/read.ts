import { documentKeyIn } from "../../core/document-token"
import { notFound } from "../../core/errors"
import type { Ctx } from "../context"

/** The document that a link leads to, for whoever has the link (FLOW-10). @throws notFound for every token but ours */
export async function readDocument(
  ctx: Ctx,
  input: { token: string },
): Promise<{ name: string; size: number; body: ReadableStream }> {
  const key = await documentKeyIn(ctx.config.secretKey, input.token)
  const document = key === null ? null : await ctx.documents.read(key)
  if (document === null) throw notFound("document")
  return document
}
