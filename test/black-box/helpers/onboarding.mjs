// The worked example told a second time, by hand: where each member must end, computed without any of our code.

export const timeZone = "Europe/Madrid"
/** The clock is held here when members join: 12:00 in Madrid, three days before the spring change (TZ-15). */
export const joinedAt = Date.parse("2027-03-25T11:00:00.000Z")
/** Wall time 10:00 in Madrid is 08:00 UTC in summer; every wait of the flow ends after the change. */
const summerTen = (date) => Date.parse(`${date}T08:00:00.000Z`)

const wait = (length) => ({ for: length, at: "10:00", zone: "campaign" })
const mail = (subject) => ({ subject, html: "<p>{{ member.attributes.firstName | default: 'there' }}</p>" })

export const flow = {
  start: "settleIn",
  steps: {
    settleIn: { type: "delay", name: "Four days", delay: wait("P4D"), outcomes: { done: "welcome" } },
    welcome: { type: "email", name: "Welcome", message: mail("Welcome"), outcomes: { sent: "week" } },
    week: { type: "delay", name: "Seven days", delay: wait("P7D"), outcomes: { done: "checkIn" } },
    checkIn: { type: "sms", name: "Check-in", message: { text: "Questions?" }, outcomes: { sent: "hasCard" } },
    hasCard: {
      type: "condition",
      name: "Has a card?",
      rule: { any: [{ all: [{ fact: "attribute", name: "product", op: "equals", value: "card" }] }] },
      outcomes: { met: "tips", notMet: "dormant" },
    },
    tips: {
      type: "push",
      name: "Tips",
      message: { title: "Tips", body: "For your card", link: "https://example.com" },
      outcomes: { sent: "dormant" },
    },
    dormant: {
      type: "condition",
      name: "Still dormant?",
      rule: { any: [{ all: [{ fact: "attribute", name: "offerEnds", op: "after", value: "2027-04-01" }] }] },
      outcomes: { met: "over", notMet: "end" },
    },
    over: {
      type: "condition",
      name: "Offer over?",
      rule: { any: [{ all: [{ fact: "attribute", name: "offerEnds", op: "withinLast", value: "P1Y" }] }] },
      outcomes: { met: "end", notMet: "winBack" },
    },
    winBack: { type: "email", name: "Win back", message: mail("We miss you"), outcomes: { sent: "fortnight" } },
    fortnight: { type: "delay", name: "Two weeks", delay: wait("P2W"), outcomes: { done: "over" } },
    end: { type: "end", name: "End" },
  },
}

/** Instants of the flow for members who joined at `joinedAt`. */
const welcomeAt = summerTen("2027-03-30") // 29 March 12:00, then at 10:00: the day after
const checkInAt = summerTen("2027-04-06")
const loopAt = ["2027-04-06", "2027-04-20", "2027-05-04", "2027-05-18"].map(summerTen)

/** A thousand members of all kinds, by their number. */
export function createMembers() {
  return Array.from({ length: 1_000 }, (_, i) => ({
    id: `onboarding/${i} é`,
    ...(i % 50 === 7 ? {} : { email: `m${i}@example.com` }),
    ...(i % 40 === 3 ? {} : { phone: `+1${["212", "305", "312"][i % 3]}55501${String(i % 100).padStart(2, "0")}` }),
    ...(i % 3 === 0 ? { push: [{ kind: "fcm", token: `token-${i}` }] } : {}),
    attributes: {
      ...(i % 11 === 0 ? {} : { firstName: `Ana ${i}` }),
      product: i % 4 === 0 ? "card" : "savings",
      ...(i % 5 === 0 ? { offerEnds: ["2027-04-10", "2027-04-25", "2027-05-06", "2027-03-01"][(i / 5) % 4] } : {}),
    },
  }))
}

/** Members who leave by hand before anything is sent to them. */
export const isUnsubscribed = (member) => Number(/\d+/.exec(member.id)[0]) % 100 === 42

/** What must become of a member: every delivery in order, and when the run ends. */
export function expectation(member) {
  const unsubscribed = isUnsubscribed(member)
  const deliveries = []
  const add = (stepId, visit, at, reason) =>
    deliveries.push({ stepId, visit, status: reason ? "skipped" : "sent", ...(reason ? { reason } : { at }) })
  const email = (stepId, visit, at) =>
    add(stepId, visit, at, member.email ? (unsubscribed ? "unsubscribed" : null) : "noAddress")
  email("welcome", 1, welcomeAt)
  add("checkIn", 1, checkInAt, member.phone ? null : "noPhone")
  if (member.attributes.product === "card") add("tips", 1, checkInAt, member.push ? null : "noPushTarget")
  const { offerEnds } = member.attributes
  if (!(offerEnds > "2027-04-01")) return { deliveries, endedAt: checkInAt }
  for (const [pass, at] of loopAt.entries()) {
    // The offer is over once its date has begun in Madrid.
    if (at >= Date.parse(`${offerEnds}T00:00:00.000+02:00`)) return { deliveries, endedAt: at }
    email("winBack", pass + 1, at)
  }
  throw new Error("An offer lasts longer than the test.")
}
