/** Stands in for `src/platform/backups.ts`: worlds have no bucket, and are over before anybody needs a backup. */
export async function backUpIfDue(): Promise<void> {}

function refuse(): Promise<never> {
  return Promise.reject(new Error("The simulator makes no backups"))
}

export const makeBackup = refuse
export const listBackups = refuse
export const readBackup = refuse
