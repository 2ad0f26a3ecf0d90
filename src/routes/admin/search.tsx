import { Hono } from "hono"
import type { SearchResult } from "../../../web/layout/palette"
import type { Texts } from "../../../web/locales/en"
import { SearchPage } from "../../../web/pages/search"
import { textsOf } from "../../../web/ui"
import { may } from "../../services/access"
import { type SearchHit, searchThings } from "../../services/overview/search"
import type { AppContext, AppEnv } from "../env"
import { memberPath } from "./members"
import { page } from "./respond"
import { localeOf } from "./surroundings"

/** The palette's answers: pages, actions and things. */
export const searchPages = new Hono<AppEnv>().get("/search", async (c) => {
  const query = (c.req.query("q") ?? "").slice(0, 200)
  const words = query.trim().toLowerCase()
  const places = placesOf(c, textsOf(localeOf(c))).filter((place) => place.label.toLowerCase().includes(words))
  const hits = await searchThings(c.get("ctx"), { text: query })
  return page(c, <SearchPage query={query} results={[...places, ...hits.map(resultOf)]} />)
})

/** Everything one can go to or begin, as far as one may. */
function placesOf(c: AppContext, t: Texts): SearchResult[] {
  const { actor } = c.get("ctx")
  const pages: SearchResult[] = [
    { href: "/campaigns", label: t.nav.campaigns, kind: "page" },
    { href: "/workflows", label: t.nav.workflows, kind: "page" },
    { href: "/occasions", label: t.nav.occasions, kind: "page" },
    { href: "/categories", label: t.policies.titles.category, kind: "page" },
    { href: "/groups", label: t.policies.titles.group, kind: "page" },
    { href: "/members", label: t.nav.members, kind: "page" },
    { href: "/imports", label: t.people.import.history, kind: "page" },
    { href: "/segments", label: t.nav.segments, kind: "page" },
    { href: "/deliveries", label: t.nav.deliveries, kind: "page" },
    { href: "/outbox", label: t.nav.outbox, kind: "page" },
    { href: "/api/v1/reference", label: t.nav.reference, kind: "page" },
  ]
  const actions: SearchResult[] = [
    { href: "/campaigns/new/flow", label: t.campaigns.create.title, kind: "action" },
    { href: "/campaigns/new/regular", label: t.campaigns.create.regularTitle, kind: "action" },
    { href: "/workflows/new", label: t.workflows.new, kind: "action" },
    { href: "/occasions/new", label: t.occasions.new, kind: "action" },
    { href: "/categories/new", label: t.policies.new.category, kind: "action" },
    { href: "/groups/new", label: t.policies.new.group, kind: "action" },
    { href: "/segments/new", label: t.people.segments.new, kind: "action" },
    { href: "/members/new", label: t.people.members.new, kind: "action" },
    { href: "/members/import", label: t.people.import.title, kind: "action" },
  ]
  const admin: SearchResult[] = [
    { href: "/settings/client-messages", label: t.clientMessages.title, kind: "page" },
    { href: "/settings/company", label: t.company.title, kind: "page" },
    { href: "/settings/people", label: t.staff.title, kind: "page" },
    { href: "/settings/tokens", label: t.nav.tokens, kind: "page" },
    { href: "/settings/sources", label: t.nav.sources, kind: "page" },
    { href: "/settings/credentials", label: t.nav.credentials, kind: "page" },
  ]
  return [...pages, ...(may(actor, "admin") ? admin : []), ...(may(actor, "write") ? actions : [])]
}

function resultOf(hit: SearchHit): SearchResult {
  const path = { campaign: `/campaigns/${hit.id}`, segment: `/segments/${hit.id}`, member: memberPath(hit.id) }
  return { href: path[hit.kind], label: hit.label, kind: hit.kind }
}
