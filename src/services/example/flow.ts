import { cardOffer, cardTips, checkIn, welcome, winBack } from "./messages"

/** Head office of the credit union: the campaign's zone. */
export const exampleTimeZone = "America/New_York"

const wait = (length: string) => ({ for: length, at: "10:00", zone: "campaign" })

/** A member needs no more winning back: used the account lately, was never dormant, or the offer is over. */
const settled = {
  any: [
    { all: [{ fact: "event", name: "transaction", op: "happened", within: "P14D" }] },
    { all: [{ fact: "attribute", name: "winBackUntil", op: "notExists" }] },
    { all: [{ fact: "attribute", name: "winBackUntil", op: "withinLast", value: "P5Y" }] },
  ],
}

/**
 * The onboarding of a credit union (UI-5) as a FLOW document: a welcome four days after joining, a text message seven
 * days after that, a push or an offer by product, then a weekly loop for dormant members that their own dates end.
 */
export const exampleFlow = {
  start: "settleIn",
  steps: {
    settleIn: { type: "delay", name: "Four days to settle in", delay: wait("P4D"), outcomes: { done: "welcome" } },
    welcome: { type: "email", name: "Welcome", message: welcome, outcomes: { sent: "week" } },
    week: { type: "delay", name: "Seven days more", delay: wait("P7D"), outcomes: { done: "checkIn" } },
    checkIn: { type: "sms", name: "Check-in", message: checkIn, outcomes: { sent: "hasCard" } },
    hasCard: {
      type: "condition",
      name: "Has a credit card?",
      rule: { any: [{ all: [{ fact: "attribute", name: "product", op: "equals", value: "creditCard" }] }] },
      outcomes: { met: "cardTips", notMet: "cardOffer" },
    },
    cardTips: { type: "push", name: "Card tips", message: cardTips, outcomes: { sent: "pause" } },
    cardOffer: { type: "email", name: "Card offer", message: cardOffer, outcomes: { sent: "pause" } },
    pause: { type: "delay", name: "A week", delay: wait("P1W"), outcomes: { done: "settled" } },
    settled: {
      type: "condition",
      name: "Active, or offer over?",
      rule: settled,
      outcomes: { met: "end", notMet: "winBack" },
    },
    winBack: { type: "email", name: "Win back", message: winBack, outcomes: { sent: "pause" } },
    end: { type: "end", name: "End" },
  },
} as const
