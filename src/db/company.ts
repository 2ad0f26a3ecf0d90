/** What is true of the whole company, kept in the settings (CAM-2). Null: not said. */
export interface Company {
  name: string | null
  /** IANA zone; UTC while nothing is said. */
  timeZone: string | null
  locale: "en" | "es" | null
  /** Stands in every email (MSG-4). Lines are kept. */
  postalAddress: string | null
  /** Origin of the links in messages; null: where the first request came in. */
  publicUrl: string | null
  /** Sender of emails that name none. */
  senderName: string | null
  senderEmail: string | null
  replyTo: string | null
}

export const companyKey = "company"

const unsaid: Company = {
  name: null,
  timeZone: null,
  locale: null,
  postalAddress: null,
  publicUrl: null,
  senderName: null,
  senderEmail: null,
  replyTo: null,
}

/** Whatever is stored, whole. */
export function companyOf(stored: unknown): Company {
  return { ...unsaid, ...(stored as Partial<Company> | null | undefined) }
}

export async function readCompany(db: D1Database): Promise<Company> {
  const row = await db.prepare("SELECT value FROM settings WHERE key = ?").bind(companyKey).first<{ value: string }>()
  return companyOf(row === null ? null : JSON.parse(row.value))
}
