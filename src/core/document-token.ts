import { readToken, signToken } from "./signed-token"

const purpose = "document"

/** The unguessable part of a document's link. `key` is its key in the bucket of documents. */
export async function documentToken(secretKey: string, key: string): Promise<string> {
  return await signToken(secretKey, purpose, key)
}

/** The key that a link's token holds; null when it is none of ours. */
export async function documentKeyIn(secretKey: string, token: string): Promise<string | null> {
  return await readToken(secretKey, purpose, token)
}
