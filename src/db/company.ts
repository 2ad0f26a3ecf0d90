/** Texts that members see, by language and key (`content/client-messages.ts`). */
export interface ClientTexts {
  en?: Record<string, string>
  es?: Record<string, string>
}

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
  /** A picture for emails made of blocks. */
  logoUrl: string | null
  /** Sender of emails that name none. */
  senderName: string | null
  senderEmail: string | null
  replyTo: string | null
  /** Mailbox that also takes unsubscribes, offered to mail programs beside the link (UNS-01). */
  unsubscribeEmail: string | null
  /** Whether opens and clicks are tracked (MSG-6); a campaign can only switch it off. Null: they are. */
  tracking: boolean | null
}

export const companyKey = "company"

const unsaid: Company = {
  name: null,
  timeZone: null,
  locale: null,
  postalAddress: null,
  publicUrl: null,
  logoUrl: null,
  senderName: null,
  senderEmail: null,
  replyTo: null,
  unsubscribeEmail: null,
  tracking: null,
}

/** Whatever is stored, whole. */
export function companyOf(stored: unknown): Company {
  return { ...unsaid, ...(stored as Partial<Company> | null | undefined) }
}

/** Key of the company's own client messages (CAM-14). */
export const clientMessagesKey = "clientMessages"

/** What every sender must know of the company. */
export interface CompanyFacts {
  company: Company
  /** Its own client messages. */
  texts: ClientTexts
  /** Whether there are addresses that are closed for everybody (SEND-5, UNS-11). */
  hasSuppressions: boolean
}

/** All of it in one read. */
export async function readCompanyFacts(db: D1Database): Promise<CompanyFacts> {
  const { results } = await db
    .prepare(
      `SELECT key, value FROM settings WHERE key IN (?1, ?2)
       UNION ALL SELECT 'suppressions', EXISTS (SELECT 1 FROM address_suppressions)`,
    )
    .bind(companyKey, clientMessagesKey)
    .all<{ key: string; value: string | number }>()
  const values = new Map(results.map((row) => [row.key, row.value]))
  const stored = (key: string): unknown => JSON.parse(String(values.get(key) ?? "null"))
  return {
    company: companyOf(stored(companyKey)),
    texts: (stored(clientMessagesKey) ?? {}) as ClientTexts,
    hasSuppressions: values.get("suppressions") === 1,
  }
}
