import type { Step } from "../../../src/engine/flow"

/** What was typed into a step's form and is not saved, with the step that the form was begun from. */
export interface TypedForm {
  stepId: string
  entries: [string, string][]
  base: Step
}

/** Lives through a reload, in the tab's own storage. */
export class KeptForm {
  private readonly key: string

  constructor(campaignId: string) {
    this.key = `millrace.form.${campaignId}`
  }

  write(typed: TypedForm): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(typed))
    } catch {
      // Full or shut off: it still stands on the screen.
    }
  }

  /** What was typed; with `stepId` only what was typed for that step. */
  read(stepId?: string): TypedForm | null {
    try {
      const typed = JSON.parse(sessionStorage.getItem(this.key) ?? "null") as TypedForm | null
      return typed !== null && (stepId === undefined || typed.stepId === stepId) ? typed : null
    } catch {
      return null
    }
  }

  clear(): void {
    try {
      sessionStorage.removeItem(this.key)
    } catch {
      // Shut off: there was nothing.
    }
  }
}
