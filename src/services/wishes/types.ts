import type { ClientLanguage, ClientMessageKey } from "../../content/client-messages"
import type { Channel } from "../../engine/types"

/** What was done, for the page to say so. */
export type Done = "unsubscribed" | "undone" | "saved" | "dismissed"

export type WishTexts = Record<ClientMessageKey, string>

/** What a page behind a link shows of its member. */
export interface WishView {
  language: ClientLanguage
  /** In the member's language, the names put in. */
  texts: WishTexts
  company: string
  /** Nothing is changed by it (UNS-21). */
  preview: boolean
  /** Whether what the link to unsubscribe closes is closed. */
  unsubscribed: boolean
  /** Whether the last thing done by this link can be taken back. */
  canUndo: boolean
  channels: { channel: Channel; label: string }[]
  scopes: { label: string; cells: { name: string; label: string; open: boolean }[] }[]
  /** Why the message came, by sentences. */
  why: string[]
  dismiss: "none" | "offered" | "done"
  landingPage: string | null
}
