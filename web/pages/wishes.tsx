import type { ComponentChildren } from "preact"
import type { Done, WishTexts, WishView } from "../../src/services/wishes/types"
import { Button } from "../components/button"
import { Notice } from "../components/notice"
import { PublicShell } from "../layout/public-shell"

interface WishProps {
  view: WishView
  /** What was just done, if anything. */
  done: Done | null
  /** Address of the preference page of the same link. */
  preferences: string
}

/** Behind the link to unsubscribe: asks, then says what holds and how to take it back (MSG-5, CAM-13). */
export function UnsubscribePage({ view, done, preferences }: WishProps) {
  const { texts, canUndo } = view
  if (done === "undone") {
    return (
      <WishPage view={view} title={texts.resubscribedText}>
        <ToPreferences href={preferences} texts={texts} />
      </WishPage>
    )
  }
  const [title, text] = view.unsubscribed
    ? [texts.unsubscribedTitle, texts.unsubscribedText]
    : [texts.unsubscribeTitle, texts.unsubscribeText]
  return (
    <WishPage view={view} title={title}>
      <p>{text}</p>
      {view.unsubscribed ? (
        canUndo && <ActForm act="undo" label={texts.undoButton} />
      ) : (
        <ActForm act="unsubscribe" label={texts.unsubscribeButton} look="primary" />
      )}
      <ToPreferences href={preferences} texts={texts} />
      <Why view={view} />
    </WishPage>
  )
}

/** Behind the link to dismiss a campaign (CAM-11). */
export function DismissPage({ view, preferences }: Omit<WishProps, "done">) {
  const { texts, dismiss } = view
  const text = { none: texts.dismissUnavailableText, offered: texts.dismissText, done: texts.dismissedText }[dismiss]
  return (
    <WishPage view={view} title={texts.dismissTitle}>
      <p role={dismiss === "done" ? "status" : undefined}>{text}</p>
      {dismiss === "offered" && <ActForm act="dismiss" label={texts.dismissButton} look="primary" />}
      <ToPreferences href={preferences} texts={texts} />
    </WishPage>
  )
}

/** What is open and what is closed, to change each; why the message came; dismiss; undo (MSG-5). */
export function PreferencesPage({ view, done }: Omit<WishProps, "preferences">) {
  const { texts, canUndo, dismiss } = view
  const said = { saved: texts.preferencesSaved, undone: texts.resubscribedText, dismissed: texts.dismissedText }
  const note = done === null || done === "unsubscribed" ? null : said[done]
  return (
    <WishPage view={view} title={texts.preferencesTitle}>
      <p>{texts.preferencesIntro}</p>
      {note !== null && (
        <div class="public-note" role="status">
          <Notice tone="good">
            <p>{done === "undone" ? texts.preferencesSaved : note}</p>
          </Notice>
        </div>
      )}
      {canUndo && done !== "undone" && <ActForm act="undo" label={texts.undoButton} />}
      <form method="post" class="public-form">
        <Scopes view={view} />
        <p class="muted small">{texts.preferencesHelp}</p>
        <Button look="primary" name="act" value="save">
          {texts.preferencesSave}
        </Button>
      </form>
      {dismiss === "offered" && (
        <section class="public-section">
          <h2>{texts.dismissTitle}</h2>
          <p>{texts.dismissText}</p>
          <ActForm act="dismiss" label={texts.dismissButton} />
        </section>
      )}
      {dismiss === "done" && done !== "dismissed" && <p class="muted">{texts.dismissedText}</p>}
      <Why view={view} />
    </WishPage>
  )
}

/** For links that are none of ours: the same page for each. */
export function StrangePage(props: { language: "en" | "es"; company: string; texts: WishTexts }) {
  const { texts, ...shell } = props
  return (
    <PublicShell {...shell} title={texts.linkInvalidTitle}>
      <h1>{texts.linkInvalidTitle}</h1>
      <p>{texts.linkInvalidText}</p>
    </PublicShell>
  )
}

function WishPage({ view, title, children }: { view: WishView; title: string; children: ComponentChildren }) {
  const { language, company, preview, texts } = view
  return (
    <PublicShell language={language} company={company} title={title}>
      {preview && (
        <Notice tone="attention">
          <p>{texts.previewNote}</p>
        </Notice>
      )}
      <h1>{title}</h1>
      {children}
    </PublicShell>
  )
}

function ActForm({ act, label, look }: { act: string; label: string; look?: "primary" }) {
  return (
    <form method="post" class="public-form">
      <Button look={look ?? "plain"} name="act" value={act}>
        {label}
      </Button>
    </form>
  )
}

function ToPreferences({ href, texts }: { href: string; texts: WishTexts }) {
  return (
    <p>
      <a href={href}>{texts.preferencesLink}</a>
    </p>
  )
}

/** A row for each scope, a column for each channel. */
function Scopes({ view }: { view: WishView }) {
  const { channels, scopes, texts } = view
  return (
    <table class="public-scopes">
      <caption class="visually-hidden">{texts.preferencesTitle}</caption>
      <thead>
        <tr>
          <td />
          {channels.map(({ channel, label }) => (
            <th key={channel} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {scopes.map(({ label, cells }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            {cells.map((cell) => (
              <td key={cell.name}>
                <label class="public-cell">
                  <input type="checkbox" name="open" value={cell.name} checked={cell.open} />
                  <span class="visually-hidden">{`${label}: ${cell.label}`}</span>
                </label>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Why({ view }: { view: WishView }) {
  return (
    <section class="public-section">
      <h2>{view.texts.whyTitle}</h2>
      {view.why.map((sentence) => (
        <p key={sentence} class="muted">
          {sentence}
        </p>
      ))}
    </section>
  )
}
