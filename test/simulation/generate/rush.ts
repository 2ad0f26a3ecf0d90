import type { Chance } from "../platform/chance"
import type { CampaignPlan, Happening, MemberPlan, Scenario } from "../scenario"

const minuteMs = 60_000

/**
 * Everybody at once, and while messages are going out somebody says stop (a cancel, a pause, an unsubscribe, an erasure) or
 * moves to another address; sometimes under a policy that lets only one of two flows send (CAM-7, UNS-05, SEND-6, POL-3).
 */
export function rushOf(chance: Chance): Scenario {
  const categories: Scenario["categories"] = chance.hit(0.3)
    ? { k0: { priority: 1, caps: [{ channel: "email", max: chance.int(1, 2), per: "P7D" }], over: "defer" } }
    : {}
  const start = Date.UTC(2027, 2, 1)
  const message = { subject: "Now", html: "<p>Now</p>" }
  const campaigns = ["c0", "c1"].map(
    (key): CampaignPlan => ({
      key,
      timeZone: "UTC",
      segments: ["a"],
      startsAt: null,
      endsAt: null,
      atEnd: "stop",
      reentry: "never",
      onLeave: "continue",
      enrol: "existingAndFuture",
      goal: null,
      afterConversion: "stop",
      dismissible: false,
      reset: null,
      dataFields: [],
      category: Object.keys(categories)[0] ?? null,
      workflow: null,
      flows: [
        {
          start: "s0",
          steps: {
            s0: { type: "email", message, outcomes: { sent: "s1" } },
            s1: { type: "delay", delay: { for: "PT5S" }, outcomes: { done: "s2" } },
            s2: { type: "email", message, outcomes: { sent: "s3" } },
            s3: { type: "sms", message: { text: "Now" }, outcomes: { sent: "end" } },
            end: { type: "end" },
          },
        },
      ],
    }),
  )
  const members = Array.from({ length: 16 }, (_, n): MemberPlan => {
    return { id: `m${n}`, profile: { email: `m${n}@example.com`, phone: phoneOf(n, 1) } }
  })
  const rush = start + 40 * minuteMs
  const soon = () => rush + 2 * chance.int(1, 12_000)
  const happenings: Happening[] = [
    ...campaigns.map(
      ({ key }, n): Happening => ({ at: start + 15 * minuteMs + n, kind: "publish", campaign: key, flow: 0 }),
    ),
    ...members.map(({ id, profile }, n): Happening => {
      return { at: start + 20 * minuteMs + n, kind: "profile", member: id, patch: profile }
    }),
    ...members.map(
      ({ id }): Happening => ({ at: rush + chance.int(0, 3_000), kind: "join", member: id, segment: "a" }),
    ),
    ...campaigns.flatMap(({ key }): Happening[] => {
      if (chance.hit(0.5)) return [{ at: soon(), kind: "cancel", campaign: key }]
      const at = soon()
      const pause: Happening = { at, kind: "pause", campaign: key }
      return [pause, { at: at + 10 * minuteMs, kind: "resume", campaign: key, overdue: chance.pick(["shift", "skip"]) }]
    }),
    ...members.flatMap(({ id }) => (chance.hit(0.6) ? [wordOf(chance, id, soon())] : [])),
  ]
  const sorted = happenings.toSorted((a, b) => a.at - b.at)
  return {
    start,
    end: start + 6 * 60 * minuteMs,
    segments: ["a"],
    rules: {},
    categories,
    occasions: {},
    campaigns,
    members,
    happenings: sorted,
  }
}

/** No two members share one: an erasure closes it. */
function phoneOf(n: number, kind: 1 | 2): string {
  return `+5989912${kind}${String(n).padStart(3, "0")}`
}

function wordOf(chance: Chance, member: string, at: number): Happening {
  switch (chance.int(0, 4)) {
    case 0:
      return { at, kind: "erase", member }
    case 1:
      return {
        at,
        kind: "profile",
        member,
        patch: { email: `${member}@example.org`, phone: phoneOf(Number(member.slice(1)), 2) },
      }
    default: {
      const scope = chance.pick(["all", "c0", "c1"])
      const channel = chance.pick(["email", "all"] as const)
      return { at, kind: "consent", member, channel, scope, status: "unsubscribed" }
    }
  }
}
