import { notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { auditInsert } from "../audit"
import type { Backup, Ctx } from "../context"
import type { BackupView } from "./schema"

/** Makes a backup of what people configure, beside the daily one (OPS-2). */
export async function makeBackup(ctx: Ctx): Promise<BackupView> {
  const backup = await ctx.backups.make()
  await auditInsert(ctx, { action: "backup.made", subject: `backup:${backup.id}`, after: { rows: backup.rows } })
  return viewOf(backup)
}

/** The backups that are kept, newest first. */
export async function listBackups(ctx: Ctx): Promise<{ items: BackupView[]; nextCursor: null }> {
  return { items: (await ctx.backups.list()).map(viewOf), nextCursor: null }
}

/** The file of one. Whoever takes it away is in the audit log: sealed secrets are in it. */
export async function readBackup(ctx: Ctx, input: { id: string }): Promise<{ size: number; body: ReadableStream }> {
  const file = await ctx.backups.read(input.id)
  if (file === null) throw notFound("backup")
  await auditInsert(ctx, { action: "backup.downloaded", subject: `backup:${input.id}` })
  return file
}

function viewOf({ at, ...backup }: Backup): BackupView {
  return { ...backup, at: isoOf(at) }
}
