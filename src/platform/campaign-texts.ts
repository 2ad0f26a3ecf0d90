import { type CampaignTexts, readCampaignTexts } from "../db/campaign-texts"
import type { CampaignControl } from "../engine/types"

/** Campaigns whose texts an isolate keeps; the one read first goes first. */
const keptMax = 500
const kept = new Map<string, { rev: number; texts: CampaignTexts }>()

/** A campaign's own texts and whether it is tracked; read anew whenever its control has changed. */
export async function campaignTexts(db: D1Database, { id, rev }: CampaignControl): Promise<CampaignTexts> {
  const known = kept.get(id)
  if (known?.rev === rev) return known.texts
  const texts = (await readCampaignTexts(db, id)) ?? { texts: {}, tracking: true }
  for (const [oldest] of kept) if (kept.size >= keptMax) kept.delete(oldest)
  kept.set(id, { rev, texts })
  return texts
}
