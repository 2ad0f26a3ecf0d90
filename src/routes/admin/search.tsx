import { Hono } from "hono"
import type { SearchResult } from "../../../web/layout/palette"
import type { Texts } from "../../../web/locales/en"
import { SearchPage } from "../../../web/pages/search"
import { textsOf } from "../../../web/ui"
import { getCampaign } from "../../services/campaigns/get"
import type { Ctx } from "../../services/context"
import { type SearchHit, searchThings } from "../../services/overview/search"
import type { AppContext, AppEnv } from "../env"
import { memberPath } from "./members"
import { placesOf } from "./places"
import { placesAt, placesOfCampaign } from "./places-of-thing"
import { page } from "./respond"
import { localeOf } from "./surroundings"

const queryCharsMax = 200
/** Campaigns whose acts are offered when the words name one of both (“welcome pause”). */
const campaignsMax = 3

/** The palette's answers: pages, acts and things. What belongs to the page one stands on comes first. */
export const searchPages = new Hono<AppEnv>().get("/search", async (c) => {
  const query = (c.req.query("q") ?? "").slice(0, queryCharsMax)
  const ctx = c.get("ctx")
  const t = textsOf(localeOf(c))
  const here = (await placesAt(ctx, t, pathOf(c))).filter(matches(query))
  const places = placesOf(ctx.actor, t).filter(matches(query))
  const hits = await searchThings(ctx, { text: query })
  const acts = hits.length > 0 || here.length > 0 ? [] : await actsNamed(ctx, t, query)
  const results = [...here, ...places, ...hits.map(resultOf), ...acts]
  return page(c, <SearchPage query={query} results={results} />)
})

/** Every word, in any order, without regard to accents: “pausar bienvenida” finds “Pausar · Bienvenida”. */
function matches(query: string): (result: SearchResult) => boolean {
  const words = plain(query).split(/\s+/)
  return ({ label }) => words.every((word) => plain(label).includes(word))
}

function plain(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().trim()
}

/** Acts on campaigns that the query names beside the act: its first or last word is the act's. */
async function actsNamed(ctx: Ctx, t: Texts, query: string): Promise<SearchResult[]> {
  const words = query.trim().split(/\s+/)
  if (words.length < 2) return []
  for (const name of [words.slice(0, -1).join(" "), words.slice(1).join(" ")]) {
    const hits = (await searchThings(ctx, { text: name })).filter(({ kind }) => kind === "campaign")
    const campaigns = await Promise.all(hits.slice(0, campaignsMax).map(({ id }) => getCampaign(ctx, { id })))
    const found = campaigns.flatMap((campaign) => placesOfCampaign(ctx, t, campaign)).filter(matches(query))
    if (found.length > 0) return found
  }
  return []
}

/** The page on which the palette was opened. */
function pathOf(c: AppContext): string {
  const url = c.req.header("hx-current-url") ?? ""
  return URL.canParse(url) ? new URL(url).pathname : ""
}

function resultOf(hit: SearchHit): SearchResult {
  const path = { campaign: `/campaigns/${hit.id}`, segment: `/segments/${hit.id}`, member: memberPath(hit.id) }
  return { href: path[hit.kind], label: hit.label, kind: hit.kind }
}
