import { realClock } from "../core/clock"
import { type Company, type CompanyFacts, readCompanyFacts } from "../db/company"

/** How old what an isolate knows of the company may be, in ms. */
const freshMs = 1_000
let known: { facts: CompanyFacts; at: number } | null = null

/** What senders and public pages know of the company, at most a second old. */
export async function companyFacts(db: D1Database): Promise<CompanyFacts> {
  const now = realClock.now()
  if (known !== null && now - known.at < freshMs) return known.facts
  const facts = await readCompanyFacts(db)
  known = { facts, at: now }
  return facts
}

/** Has this isolate look anew: it has just changed what it knows. */
export function forgetCompany(): void {
  known = null
}

/** The company preferences as senders use them, at most a second old. */
export async function currentCompany(db: D1Database): Promise<Company> {
  return (await companyFacts(db)).company
}

/** How the sender of emails that name none is written; null when the company has said none. */
export function companySender({ senderName, senderEmail }: Company): string | null {
  if (senderEmail === null) return null
  return senderName === null ? senderEmail : `"${senderName.replaceAll(/["\\]/g, "")}" <${senderEmail}>`
}
