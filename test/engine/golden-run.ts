import { definition, delayStep, emailStep, endStep, flowOf, iso, Stage, smsStep } from "./fixtures"

/** A credit union's onboarding: every step type, a pause, a new version and a loop. */
const flow = (wait: string) =>
  flowOf("welcome", {
    welcome: emailStep("wait"),
    wait: delayStep({ for: wait, at: "09:00", weekdays: [1, 2, 3, 4, 5], zone: "member" }, "gold"),
    gold: {
      type: "condition",
      rule: { any: [{ all: [{ fact: "attribute", name: "product", op: "equals", value: "card" }] }] },
      outcomes: { met: "card", notMet: "open" },
    },
    card: smsStep("open"),
    open: {
      type: "waitForEvent",
      event: { message: "welcome", did: "clicked" },
      timeout: "P3D",
      outcomes: { happened: "end", timedOut: "nudge" },
    },
    nudge: { type: "push", message: { title: "Still there?", body: "…" }, outcomes: { sent: "month" } },
    month: delayStep({ for: "P1M" }, "active"),
    active: {
      type: "condition",
      rule: { any: [{ all: [{ fact: "event", name: "login", op: "happened", within: "P30D" }] }] },
      outcomes: { met: "end", notMet: "nudge" },
    },
    end: endStep,
  })

/** Plays the same weeks always. */
export function play(): string[] {
  const stage = new Stage(definition(flow("P4D")))
  stage.do({
    kind: "profileChanged",
    patch: { timeZone: "Europe/Madrid", attributes: { product: "card" } },
    source: "api",
  })
  stage.sleep("2027-01-20T15:00:00.000Z").join()
  stage.until("2027-01-21T15:00:00.000Z")
  const pausedAt = stage.now
  stage.change({ status: "paused", pausedAt })
  stage.until("2027-01-23T15:00:00.000Z")
  stage.change({ status: "active", pausedAt: null })
  stage.do({ kind: "campaignResumed", campaignId: "c1", pausedAt, resumedAt: stage.now, overdue: "shift" })
  stage.change({ version: 2 }, flow("P5D"))
  stage.until("2027-04-05T00:00:00.000Z")
  stage.event("login")
  stage.until("2027-06-01T00:00:00.000Z")
  return journalOf(stage, false)
}

/** One line for everything that happened; `named`: with the campaign. */
export function journalOf(stage: Stage, named = true): string[] {
  return stage.records.flatMap((record) =>
    record.entries.map((entry) => {
      const words = [iso(record.at), entry.type]
      if (named && "campaignId" in entry) words.push(entry.campaignId)
      if ("stepId" in entry) words.push("visit" in entry ? `${entry.stepId}#${entry.visit}` : entry.stepId)
      if ("outcome" in entry) words.push(entry.outcome)
      if ("wait" in entry) words.push(`${entry.wait.rule} → ${iso(entry.wait.until)}`)
      if (entry.type === "deliveryDeferred")
        words.push(`${entry.rule} → ${iso(entry.until)} [${entry.because.join(", ")}]`)
      if (entry.type === "resultsReset") words.push(entry.what)
      if ("reason" in entry && entry.reason) words.push(entry.reason)
      if ("detail" in entry && entry.detail) words.push(`(${entry.detail})`)
      return words.join(" ")
    }),
  )
}
