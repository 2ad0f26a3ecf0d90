import type { ComponentChildren } from "preact"
import { Button } from "../components/button"
import { Icon } from "../components/icon"
import { Toast } from "../components/toast"
import { useUi } from "../ui"
import { ClockControl } from "./clock-control"
import { Dialogs } from "./dialogs"
import { Document } from "./document"
import { Nav } from "./nav"

interface ShellProps {
  title: string
  /** For canvases and tables that use the whole width. */
  wide?: boolean
  children: ComponentChildren
}

/** Frame of every page behind the sign-in. */
export function Shell({ title, wide, children }: ShellProps) {
  const { t, clock, note } = useUi()
  return (
    <Document title={title}>
      <a class="skip" href="#main">
        {t.nav.skip}
      </a>
      <div class="frame">
        <Nav />
        <header class="bar">
          <span class="bar-menu">
            <button class="button" type="button" data-look="quiet" data-icon-only="" popovertarget="nav">
              <Icon name="menu" />
              <span class="visually-hidden">{t.nav.open}</span>
            </button>
          </span>
          <a class="bar-search" href="/search" data-open-palette="">
            <Icon name="search" />
            <span class="bar-search-text">{t.search.open}</span>
            <span class="visually-hidden">{t.search.title}</span>
            <kbd>Ctrl K</kbd>
          </a>
          <div class="bar-end">{clock && <ClockControl clock={clock} />}</div>
        </header>
        <main class="main" id="main" tabIndex={-1}>
          <div class={wide ? "page page-wide" : "page"}>{children}</div>
        </main>
      </div>
      <div class="toasts" id="toasts" role="status">
        {note && <Toast text={note} />}
      </div>
      <Dialogs />
    </Document>
  )
}

/** Frame of the pages before the sign-in. */
export function BareShell({ title, children }: { title: string; children: ComponentChildren }) {
  const { t, locale, path } = useUi()
  return (
    <Document title={title}>
      <main class="bare" id="main">
        <div class="bare-card">
          <p class="brand">
            <Icon name="brand" />
            {t.product}
          </p>
          {children}
        </div>
        <form method="post" action="/language" class="row">
          <input type="hidden" name="next" value={path} />
          <Button look="quiet" name="locale" value={locale === "en" ? "es" : "en"}>
            {locale === "en" ? t.languages.es : t.languages.en}
          </Button>
        </form>
      </main>
    </Document>
  )
}
