export function restoreStatements(backup: string): Generator<string>
