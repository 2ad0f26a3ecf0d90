import { realClock } from "../core/clock"
import { type Company, readCompany } from "../db/company"

/** How old what an isolate knows of the company may be, in ms. */
const freshMs = 1_000
let known: { company: Company; at: number } | null = null

/** The company preferences as senders use them, at most a second old. */
export async function currentCompany(db: D1Database): Promise<Company> {
  const now = realClock.now()
  if (known !== null && now - known.at < freshMs) return known.company
  const company = await readCompany(db)
  known = { company, at: now }
  return company
}

/** How the sender of emails that name none is written; null when the company has said none. */
export function companySender({ senderName, senderEmail }: Company): string | null {
  if (senderEmail === null) return null
  return senderName === null ? senderEmail : `"${senderName.replaceAll(/["\\]/g, "")}" <${senderEmail}>`
}
