import * as z from "zod"

export const backupViewSchema = z
  .object({ id: z.string(), at: z.iso.datetime(), bytes: z.number().int(), rows: z.number().int() })
  .meta({ id: "Backup" })
export const backupListSchema = z.object({ items: z.array(backupViewSchema), nextCursor: z.null() })
export type BackupView = z.infer<typeof backupViewSchema>
