import type { ComponentChildren } from "preact"

interface PublicShellProps {
  language: "en" | "es"
  title: string
  /** Whose page it is, as members know it. */
  company: string
  children: ComponentChildren
}

/** Frame of the pages that members see: nothing of the admin's, no script, nothing that tells others where they were. */
export function PublicShell({ language, title, company, children }: PublicShellProps) {
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>{company === "" ? title : `${title} · ${company}`}</title>
        <link rel="stylesheet" href="/app.css" />
      </head>
      <body class="public">
        <main class="public-page" id="main">
          {company !== "" && <p class="public-company">{company}</p>}
          <div class="public-card">{children}</div>
        </main>
      </body>
    </html>
  )
}
