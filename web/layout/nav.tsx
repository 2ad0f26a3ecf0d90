import { Button } from "../components/button"
import { Icon } from "../components/icon"
import type { IconName } from "../icons"
import { useUi } from "../ui"

interface Entry {
  href: string
  /** Another place that belongs to it. */
  also?: string
  label: string
  icon: IconName
}

/** Main navigation. Under 720 px it is a popover behind the menu button, which needs no script. */
export function Nav() {
  const { t, locale, path, user } = useUi()
  const settings: Entry[] = [
    { href: "/settings/company", label: t.company.title, icon: "building" },
    { href: "/settings/people", label: t.staff.title, icon: "users" },
    { href: "/settings/providers", label: t.providers.title, icon: "send" },
    { href: "/settings/client-messages", label: t.clientMessages.title, icon: "sms" },
  ]
  const operations: Entry[] = [
    { href: "/health", label: t.health.title, icon: "activity" },
    ...(user?.canAdmin ? [{ href: "/audit", label: t.auditLog.title, icon: "book" as const }] : []),
  ]
  const developer: Entry[] = [
    { href: "/settings/tokens", label: t.nav.tokens, icon: "key" },
    { href: "/settings/sources", label: t.nav.sources, icon: "webhook" },
    { href: "/settings/credentials", label: t.nav.credentials, icon: "lock" },
  ]
  const groups: { heading?: string; entries: Entry[] }[] = [
    {
      entries: [
        { href: "/campaigns", label: t.nav.campaigns, icon: "campaigns" },
        { href: "/analysis", label: t.analysis.title, icon: "chart" },
        { href: "/forecast", label: t.forecast.title, icon: "radar" },
        { href: "/workflows", label: t.nav.workflows, icon: "flow" },
        { href: "/occasions", label: t.nav.occasions, icon: "ticket" },
        { href: "/templates", label: t.templates.title, icon: "template" },
        { href: "/images", label: t.images.title, icon: "image" },
        { href: "/categories", also: "/groups", label: t.policies.nav, icon: "shield" },
      ],
    },
    {
      heading: t.nav.audience,
      entries: [
        { href: "/members", also: "/imports", label: t.nav.members, icon: "users" },
        { href: "/segments", label: t.nav.segments, icon: "segments" },
      ],
    },
    {
      heading: t.nav.sending,
      entries: [
        { href: "/deliveries", label: t.nav.deliveries, icon: "send" },
        { href: "/outbox", label: t.nav.outbox, icon: "inbox" },
        ...(user?.canAdmin ? [{ href: "/dead-letters", label: t.deadLetters.title, icon: "failed" as const }] : []),
      ],
    },
    {
      heading: t.nav.settings,
      entries: [...(user?.canAdmin ? settings : []), ...operations],
    },
    {
      heading: t.nav.developer,
      entries: [
        ...(user?.canAdmin ? developer : []),
        { href: "/api/v1/reference", label: t.nav.reference, icon: "book" },
      ],
    },
  ]
  return (
    <nav class="nav" id="nav" popover="auto" aria-label={t.nav.label}>
      <a class="brand" href="/campaigns">
        <Icon name="brand" />
        {t.product}
      </a>
      {groups
        .filter((group) => group.entries.length > 0)
        .map((group) => (
          <div key={group.heading ?? ""}>
            {group.heading && <p class="nav-heading">{group.heading}</p>}
            <ul class="nav-list">
              {group.entries.map((entry) => (
                <li key={entry.href}>
                  <a class="nav-link" href={entry.href} aria-current={isHere(path, entry) ? "page" : undefined}>
                    <Icon name={entry.icon} />
                    {entry.label}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      <div class="nav-foot">
        {user && (
          <a class="nav-user" href="/account" aria-current={isWithin(path, "/account") ? "page" : undefined}>
            <span class="visually-hidden">{t.account.title}: </span>
            {user.name}
          </a>
        )}
        <form method="post" action="/language">
          <input type="hidden" name="next" value={path} />
          <Button look="quiet" name="locale" value={locale === "en" ? "es" : "en"}>
            {locale === "en" ? t.languages.es : t.languages.en}
          </Button>
        </form>
        <form method="post" action="/sign-out">
          <Button look="quiet" icon="signOut">
            {t.nav.signOut}
          </Button>
        </form>
      </div>
    </nav>
  )
}

function isHere(path: string, { href, also }: Entry): boolean {
  return isWithin(path, href) || (also !== undefined && isWithin(path, also))
}

function isWithin(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`) || path.startsWith(`${href}?`)
}
