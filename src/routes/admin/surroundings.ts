import { getCookie } from "hono/cookie"
import { type Locale, locales } from "../../../web/locales/format"
import { textsOf, type Ui } from "../../../web/ui"
import { actorLabel, may } from "../../services/access"
import { companyTimeZone } from "../../services/company/time-zone"
import type { Actor } from "../../services/context"
import { readClock } from "../../services/time-machine/verbs"
import type { AppContext } from "../env"

export const localeCookie = "locale"

/** The reader's language: as chosen, else by cookie (before the sign-in), else as the browser asks (UI-2). */
export function localeOf(c: AppContext): Locale {
  const { actor } = c.get("ctx")
  const chosen = (actor.kind === "user" ? actor.locale : null) ?? getCookie(c, localeCookie)
  const known = locales.find((locale) => locale === chosen)
  if (known) return known
  const asked = (c.req.header("accept-language") ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase())
  return asked.map((tag) => locales.find((locale) => locale === tag)).find((locale) => locale !== undefined) ?? "en"
}

/** Everything that pages look at beside their own data. */
export async function surroundings(c: AppContext): Promise<Ui> {
  const ctx = c.get("ctx")
  const locale = localeOf(c)
  const t = textsOf(locale)
  const signedIn = ctx.actor.kind !== "anonymous"
  const [zone, clock] = await Promise.all([
    companyTimeZone(ctx),
    signedIn && ctx.config.timeMachine ? readClock(ctx) : null,
  ])
  const url = new URL(c.req.url)
  const notes: Record<string, string> = t.notes
  const note = notes[url.searchParams.get("note") ?? ""] ?? null
  url.searchParams.delete("note")
  return {
    t,
    locale,
    zone,
    now: clock === null ? ctx.clock.now() : Date.parse(clock.now),
    path: url.pathname + url.search,
    user: signedIn
      ? { name: nameOf(ctx.actor), canWrite: may(ctx.actor, "write"), canAdmin: may(ctx.actor, "admin") }
      : null,
    clock: clock === null ? null : { now: Date.parse(clock.now), held: clock.held },
    note,
  }
}

function nameOf(actor: Actor): string {
  return actor.kind === "user" ? actor.email : actorLabel(actor)
}
