import { DurableObject } from "cloudflare:workers"
import type { Env } from "../env"

/** The links of one message behind their code. */
export interface KeptLinks {
  code: string
  memberId: string
  deliveryId: string
  urls: readonly string[]
}

/**
 * One shelf of short links (MSG-6). A signed address as in emails has hundreds of characters, and each 153 of an SMS cost
 * as much as thousands of rows: so its links get a short name, and lie here, where no outage of the database reaches them
 * (UNS-19). One row for each message with links, without an index: `WITHOUT ROWID` makes the code the table. A member's
 * messages lie on one shelf (`shelfOf`), which is searched through when the member is erased.
 */
export class LinkObject extends DurableObject<Env> {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    state.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS links (
         code TEXT PRIMARY KEY, member_id TEXT NOT NULL, delivery_id TEXT NOT NULL, urls TEXT NOT NULL
       ) WITHOUT ROWID`,
    )
  }

  /** False: another message has the code. The same again writes nothing. */
  async keep({ code, memberId, deliveryId, urls }: KeptLinks): Promise<boolean> {
    const { sql } = this.ctx.storage
    const list = JSON.stringify(urls)
    sql.exec("INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?)", code, memberId, deliveryId, list)
    const kept = this.rowOf(code)
    return kept?.member_id === memberId && kept.delivery_id === deliveryId && kept.urls === list
  }

  async find(code: string): Promise<KeptLinks | null> {
    const row = this.rowOf(code)
    if (row === undefined) return null
    return { code, memberId: row.member_id, deliveryId: row.delivery_id, urls: JSON.parse(row.urls) as string[] }
  }

  async forget(memberId: string): Promise<void> {
    this.ctx.storage.sql.exec("DELETE FROM links WHERE member_id = ?", memberId)
  }

  private rowOf(code: string) {
    const query = "SELECT member_id, delivery_id, urls FROM links WHERE code = ?"
    return this.ctx.storage.sql.exec<{ member_id: string; delivery_id: string; urls: string }>(query, code).toArray()[0]
  }
}
