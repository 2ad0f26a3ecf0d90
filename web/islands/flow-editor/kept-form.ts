import type { Step } from "../../../src/engine/flow"

/** What was typed into a step's form and is not saved, with the step that the form was begun from. */
export interface TypedForm {
  stepId: string
  entries: [string, string][]
  base: Step
}

/** Lives through a reload, in the tab's own storage; each step has its own. */
export class KeptForm {
  private readonly key: string

  constructor(campaignId: string) {
    this.key = `millrace.form.${campaignId}`
  }

  write(typed: TypedForm): void {
    this.put([...this.all().filter(({ stepId }) => stepId !== typed.stepId), typed])
  }

  /** What was typed last; with `stepId` what was typed for that step. */
  read(stepId?: string): TypedForm | null {
    return this.all().findLast((typed) => stepId === undefined || typed.stepId === stepId) ?? null
  }

  clear(stepId: string): void {
    this.put(this.all().filter((typed) => typed.stepId !== stepId))
  }

  private all(): TypedForm[] {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? "[]") as TypedForm[]
    } catch {
      return []
    }
  }

  private put(all: TypedForm[]): void {
    try {
      if (all.length === 0) sessionStorage.removeItem(this.key)
      else sessionStorage.setItem(this.key, JSON.stringify(all))
    } catch {
      // Full or shut off: it still stands on the screen.
    }
  }
}
