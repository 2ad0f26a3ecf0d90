import type { ComponentChildren } from "preact"
import { useUi } from "../ui"

/** The `<html>` element: head, styles and script, the same for every page. */
export function Document({ title, children }: { title: string; children: ComponentChildren }) {
  const { locale, t } = useUi()
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${t.product}`}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/app.css" />
        <script type="module" src="/app.js" />
      </head>
      <body>{children}</body>
    </html>
  )
}
