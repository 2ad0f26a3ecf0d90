import { type CampaignTexts, readCampaignTexts } from "../db/campaign-texts"
import type { CampaignControl } from "../engine/types"
import { sharedReadMaxMs, within } from "./within"

/** Campaigns whose texts an isolate keeps; the one read first goes first. */
const keptMax = 500
const kept = new Map<string, { rev: number; texts: CampaignTexts }>()
/** Reads under way, by campaign and revision. */
const reading = new Map<string, Promise<CampaignTexts>>()

/** A campaign's own texts and whether it is tracked; read anew whenever its control has changed. */
export async function campaignTexts(db: D1Database, control: CampaignControl): Promise<CampaignTexts> {
  const { id, rev } = control
  const known = kept.get(id)
  if (known?.rev === rev) return known.texts
  // The messages of a batch share one read; whoever reads for them may have died.
  const key = `${id} ${rev}`
  const read = reading.get(key) ?? readTexts(db, control)
  reading.set(key, read)
  try {
    return (await within(read, sharedReadMaxMs)) ?? (await readTexts(db, control))
  } finally {
    reading.delete(key)
  }
}

async function readTexts(db: D1Database, { id, rev }: CampaignControl): Promise<CampaignTexts> {
  const texts = (await readCampaignTexts(db, id)) ?? { texts: {}, tracking: true, smsTracking: false }
  for (const [oldest] of kept) if (kept.size >= keptMax) kept.delete(oldest)
  kept.set(id, { rev, texts })
  return texts
}
