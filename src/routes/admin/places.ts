import type { SearchResult } from "../../../web/layout/palette"
import type { Texts } from "../../../web/locales/en"
import { may } from "../../services/access"
import type { Actor } from "../../services/context"

/** Every page that stands by itself and everything one can begin, as far as this reader may (UI-1). */
export function placesOf(actor: Actor, t: Texts): SearchResult[] {
  const pages: [string, string][] = [
    ["/campaigns", t.nav.campaigns],
    ["/analysis", t.analysis.title],
    ["/forecast", t.forecast.title],
    ["/workflows", t.nav.workflows],
    ["/occasions", t.nav.occasions],
    ["/templates", t.templates.title],
    ["/images", t.images.title],
    ["/categories", t.policies.titles.category],
    ["/groups", t.policies.titles.group],
    ["/members", t.nav.members],
    ["/imports", t.people.import.history],
    ["/segments", t.nav.segments],
    ["/deliveries", t.nav.deliveries],
    ["/outbox", t.nav.outbox],
    ["/health", t.health.title],
    ["/account", t.account.title],
    ["/api/v1/reference", t.nav.reference],
  ]
  const begun: [string, string][] = [
    ["/campaigns/new", t.campaigns.new],
    ["/campaigns/new/flow", t.campaigns.create.title],
    ["/campaigns/new/regular", t.campaigns.create.regularTitle],
    ["/workflows/new", t.workflows.new],
    ["/occasions/new", t.occasions.new],
    ["/categories/new", t.policies.new.category],
    ["/groups/new", t.policies.new.group],
    ["/segments/new", t.people.segments.new],
    ["/members/new", t.people.members.new],
    ["/members/import", t.people.import.title],
    ["/members/export", t.exports.lists.members.title],
    ["/deliveries/export", t.exports.lists.deliveries.title],
  ]
  const admin: [string, string][] = [
    ["/settings/client-messages", t.clientMessages.title],
    ["/settings/providers", t.providers.title],
    ["/audit", t.auditLog.title],
    ["/dead-letters", t.deadLetters.title],
    ["/health/rebuild", t.rebuild.title],
    ["/settings/company", t.company.title],
    ["/settings/people", t.staff.title],
    ["/settings/tokens", t.nav.tokens],
    ["/settings/sources", t.nav.sources],
    ["/settings/credentials", t.nav.credentials],
  ]
  const as = (kind: "page" | "action", list: [string, string][]) =>
    list.map(([href, label]): SearchResult => ({ href, label, kind }))
  return [
    ...as("page", pages),
    ...(may(actor, "admin") ? as("page", admin) : []),
    ...(may(actor, "write") ? as("action", begun) : []),
  ]
}
