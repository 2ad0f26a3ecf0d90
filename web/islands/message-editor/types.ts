import type { EmailBlock, EmailLeaf, EmailTheme } from "../../../src/core/email-blocks"
import type { Channel } from "../../../src/engine/types"
import type { PreviewView, Content as WholeContent } from "../../../src/services/messages/schema"
import type { Texts } from "../../locales/en"

export type Block = EmailBlock
export type Leaf = EmailLeaf
export type Theme = EmailTheme
export type BlockType = Block["type"]
export type Content = WholeContent
/** What a message says in one language: the message itself, or one of its variants. */
export type Part = Omit<Content, "variants">
export type Preview = PreviewView
export type EditorTexts = Texts["messageEditor"]

/** What the page gives the editor. */
export interface EditorProps {
  channel: Channel
  content: Content
  /** Where it is saved: `PUT` with what it was before. */
  saveUrl: string
  /** Where one goes when done. */
  backUrl: string
  campaignId: string | null
  /** The step whose message it is; null: a saved message. */
  stepId: string | null
  transactional: boolean
  /** Names of variables that can be put in. */
  variables: string[]
  /** The company, as logo blocks show it. */
  brand: string
  /** Where a test goes unless somebody says otherwise. */
  testTo: string
  locale: "en" | "es"
  canWrite: boolean
  texts: EditorTexts
}
