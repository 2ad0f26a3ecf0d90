import type { Flow } from "../../../src/engine/flow"
import type { Acts } from "./acts"
import { ConnectDialog } from "./connect-dialog"
import { KeysDialog } from "./keys-dialog"
import { stepAt } from "./merge"
import { RemoveDialog } from "./remove-dialog"
import { SearchDialog } from "./search-dialog"
import type { CanvasTexts } from "./types"

/** What the editor asks, or shows, in a dialog. */
export type Asked =
  | { kind: "connect"; id: string }
  | { kind: "remove"; ids: string[] }
  | { kind: "search" }
  | { kind: "keys" }

interface AskedProps {
  texts: CanvasTexts
  asked: Asked | null
  acts: Acts
  flow: Flow
  steps: { id: string; label: string }[]
  onConnect(id: string, outcome: string, to: string | null): void
  onRemove(ids: string[], moves: Record<string, string>): void
  onGo(id: string): void
  onClose(): void
}

/** The dialog that stands open, if any. */
export function AskedDialog({ texts, asked, acts, flow, steps, onConnect, onRemove, onGo, onClose }: AskedProps) {
  switch (asked?.kind) {
    case undefined:
      return null
    case "connect":
      return (
        <ConnectDialog
          texts={texts}
          step={acts.nameOf(asked.id)}
          outcomes={acts.outcomes(asked.id)}
          leads={stepAt(flow, asked.id)?.outcomes ?? {}}
          steps={steps}
          onConnect={(outcome, to) => onConnect(asked.id, outcome, to)}
          onClose={onClose}
        />
      )
    case "remove":
      return (
        <RemoveDialog
          texts={texts}
          occupied={acts.occupied(asked.ids)}
          steps={steps.filter(({ id }) => !asked.ids.includes(id))}
          onRemove={(moves) => onRemove(asked.ids, moves)}
          onClose={onClose}
        />
      )
    case "search":
      return <SearchDialog texts={texts} steps={steps} onGo={onGo} onClose={onClose} />
    case "keys":
      return <KeysDialog texts={texts} onClose={onClose} />
  }
}
