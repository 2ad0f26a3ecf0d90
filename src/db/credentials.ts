/** One stored credential; `value` is sealed. */
export interface CredentialRow {
  name: string
  header: string
  value: string
}

/** All credentials that Web service steps may name (FLOW-9): there are few. */
export function credentialsOf(db: D1Database): D1PreparedStatement {
  return db.prepare("SELECT name, header, value FROM credentials")
}
