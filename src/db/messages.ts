/** The content of a saved message, or null when it is gone. */
export async function readSavedMessage(db: D1Database, id: string): Promise<Record<string, unknown> | null> {
  const row = await db.prepare("SELECT content FROM messages WHERE id = ?").bind(id).first<{ content: string }>()
  return row === null ? null : (JSON.parse(row.content) as Record<string, unknown>)
}
