import { realClock } from "../core/clock"
import { type Company, type CompanyFacts, readCompanyFacts } from "../db/company"
import { sharedReadMaxMs, within } from "./within"

/** How old what an isolate knows of the company may be, in ms. */
const freshMs = 1_000
let known: { facts: CompanyFacts; at: number } | null = null
let reading: Promise<CompanyFacts> | null = null

/** What senders and public pages know of the company, at most a second old. */
export async function companyFacts(db: D1Database): Promise<CompanyFacts> {
  if (known !== null && realClock.now() - known.at < freshMs) return known.facts
  // The messages of a batch share one read; whoever reads for them may have died.
  reading ??= readFacts(db)
  const read = reading
  try {
    return (await within(read, sharedReadMaxMs)) ?? (await readFacts(db))
  } finally {
    if (reading === read) reading = null
  }
}

async function readFacts(db: D1Database): Promise<CompanyFacts> {
  const facts = await readCompanyFacts(db)
  known = { facts, at: realClock.now() }
  return facts
}

/** Has this isolate look anew: it has just changed what it knows. */
export function forgetCompany(): void {
  known = null
  reading = null
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
