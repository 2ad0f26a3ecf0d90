import htmx from "htmx.org"
import { askPage, type FormAnswer } from "./server"

/** How the typed form stands to what is saved. */
export type FormState = "loading" | "clean" | "typing" | "open" | "kept" | "newer" | "unreachable" | "signedOut"

export interface FormHostDeps {
  /** Before a form is posted: whatever else is pending must be saved first. False: the server cannot be reached. */
  ready(): Promise<boolean>
  /** The version of the draft that the form may overwrite; null: somebody else has changed the step. */
  etag(): string | null
  onState(state: FormState): void
  /** The form was taken; it leads on to this address. */
  onDone(location: string, wanted: boolean): Promise<void>
  /** Somebody else has saved; true: not this step, so the form can be posted again. `shown`: the form says what they did. */
  onConflict(shown: boolean): Promise<boolean>
  /** What is typed and not saved, to live through a reload; null: nothing. */
  keep(entries: [string, string][] | null): void
}

/** A form saves itself this long after the last key. */
const typingMs = 600
const retryMs = 2_000
/** Times that a form is posted while others keep saving. */
const triesMax = 4

/**
 * One of the server's own forms (of a step, of the dry run) within the panel: loads it, lets htmx reshape it, and posts it
 * itself, so that saving leads nowhere. With `saves` it is posted as one types.
 */
export class FormHost {
  private timer: ReturnType<typeof setTimeout> | undefined
  private posting: Promise<void> | null = null
  private url = ""
  private dirty = false
  /** A button that adds or removes rows was pressed: the form comes back reshaped. */
  private reshaping = false
  private closed = false

  constructor(
    private readonly host: HTMLElement,
    private readonly selector: string,
    private readonly saves: boolean,
    private readonly deps: FormHostDeps,
  ) {
    host.addEventListener("submit", this.onSubmit, true)
    host.addEventListener("input", this.onInput)
    host.addEventListener("change", this.onInput)
    host.addEventListener("click", this.onClick, true)
    host.addEventListener("htmx:after:swap", this.onReshaped)
  }

  get isDirty(): boolean {
    return this.dirty
  }

  get form(): HTMLFormElement | null {
    return this.host.querySelector("form")
  }

  /** Loads the form, or, with what was typed before a reload, takes that up again. */
  async open(url: string, typed?: [string, string][]): Promise<void> {
    this.url = url
    this.deps.onState("loading")
    if (!(await this.deps.ready())) return this.again(() => this.open(url, typed), "unreachable")
    const answer = await askPage(url, typed === undefined ? undefined : this.bodyOf(typed))
    if (this.closed) return
    if (answer.kind === "unreachable" || answer.kind === "signedOut") {
      return this.again(() => this.open(url, typed), answer.kind)
    }
    if (answer.kind === "done") {
      this.deps.keep(null)
      await this.deps.onDone(answer.location, false)
      return this.open(url)
    }
    this.show(answer)
    this.dirty = typed !== undefined
    this.deps.onState(typed === undefined ? "clean" : "open")
  }

  /** Posts the form. `wanted`: a person has pressed save, so what is wrong is shown. */
  async post(wanted: boolean): Promise<void> {
    clearTimeout(this.timer)
    await this.posting
    this.posting = this.send(wanted)
    await this.posting
    this.posting = null
  }

  /** Saves what is typed, if anything is. */
  async settle(): Promise<void> {
    if (this.dirty && this.saves) await this.post(false)
  }

  /** Takes over a line that was drawn on the canvas; false: the form has no field for it. */
  setOutcome(name: string, value: string, label: string): boolean {
    const select = this.form?.elements.namedItem(`outcomes.${name}`)
    if (!(select instanceof HTMLSelectElement)) return false
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(label, value))
    select.value = value
    return true
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    this.host.removeEventListener("submit", this.onSubmit, true)
    this.host.removeEventListener("input", this.onInput)
    this.host.removeEventListener("change", this.onInput)
    this.host.removeEventListener("click", this.onClick, true)
    this.host.removeEventListener("htmx:after:swap", this.onReshaped)
    this.host.replaceChildren()
  }

  private readonly onSubmit = (event: SubmitEvent) => {
    // Buttons that add and remove rows: htmx brings the form back reshaped.
    if (event.submitter instanceof HTMLButtonElement && event.submitter.name === "do") return
    event.preventDefault()
    event.stopImmediatePropagation()
    void this.post(true)
  }

  private readonly onClick = (event: Event) => {
    const button = event.target instanceof Element ? event.target.closest("button[name=do]") : null
    if (button !== null) this.reshaping = true
  }

  /** A row more or less is an edit like any other. */
  private readonly onReshaped = () => {
    if (!this.reshaping) return
    this.reshaping = false
    this.onInput()
  }

  private readonly onInput = () => {
    this.dirty = true
    if (!this.saves) return
    const { form } = this
    // A step that is yet to be added is posted when a person says so, and is nothing that could be taken up again.
    if (form === null || form.getAttribute("action")?.includes("/flow/steps/new")) return
    this.deps.keep(entriesOf(new FormData(form)))
    this.deps.onState("typing")
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.post(false), typingMs)
  }

  private async send(wanted: boolean, tries = triesMax): Promise<void> {
    const { form } = this
    if (form === null || this.closed) return
    if (!(await this.deps.ready())) return this.later(wanted, "kept")
    const entries = entriesOf(new FormData(form))
    const answer = await askPage(form.getAttribute("action") ?? this.url, this.bodyOf(entries))
    if (answer.kind === "unreachable") return this.later(wanted, "kept")
    if (answer.kind === "signedOut") return this.later(wanted, answer.kind)
    const typedOn = !same(entries, form.isConnected ? entriesOf(new FormData(form)) : entries)
    if (answer.kind === "done") {
      this.dirty = typedOn
      if (!typedOn) this.deps.keep(null)
      await this.deps.onDone(answer.location, wanted)
      this.deps.onState(typedOn ? "typing" : "clean")
      return
    }
    if (answer.status === 412 && (await this.deps.onConflict(wanted)) && tries > 1) return this.send(wanted, tries - 1)
    if (wanted || !this.saves) this.show(answer)
    // A form that somebody else was quicker than says so itself once it is shown.
    const late = wanted ? "clean" : "newer"
    this.deps.onState(answer.status === 412 ? late : answer.status === 200 ? "clean" : "open")
  }

  private later(wanted: boolean, state: FormState): void {
    this.deps.onState(state)
    if (this.closed) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.post(wanted), retryMs)
  }

  private again(then: () => Promise<void>, state: FormState): void {
    if (this.closed) return
    this.deps.onState(state)
    this.timer = setTimeout(() => void then(), retryMs)
  }

  private show(answer: Extract<FormAnswer, { kind: "page" }>): void {
    const part = answer.document.querySelector(this.selector)
    this.host.replaceChildren(...(part === null ? [] : [document.adoptNode(part)]))
    htmx.process(this.host)
    this.host.querySelector<HTMLElement>("[role=alert]")?.scrollIntoView({ block: "nearest" })
  }

  private bodyOf(entries: readonly [string, string][]): FormData {
    const body = new FormData()
    for (const [name, value] of entries) if (name !== "etag") body.append(name, value)
    // An ETag that never was: the server answers with what the other has changed.
    if (this.saves) body.append("etag", this.deps.etag() ?? "stale")
    return body
  }
}

function entriesOf(data: FormData): [string, string][] {
  return [...data].flatMap(([name, value]): [string, string][] => (typeof value === "string" ? [[name, value]] : []))
}

function same(a: readonly [string, string][], b: readonly [string, string][]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
