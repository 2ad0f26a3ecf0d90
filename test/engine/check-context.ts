import type { ValidateContext } from "../../src/engine/validate"
import { ms } from "./fixtures"

const other = {
  live: true,
  messages: new Map([
    ["m2", { channel: "email" as const }],
    ["m3", { channel: "sms" as const }],
    ["m4", { channel: "push" as const }],
  ]),
  startsAtOnce: [],
}

/** What the checks of a flow may look at: some of everything. */
export const context: ValidateContext = {
  messages: new Map([["m1", { channel: "sms" as const }]]),
  campaigns: new Map([
    ["c2", { ...other, kind: "campaign", name: "Spring" }],
    ["c3", { ...other, kind: "flow", name: "Draft", live: false }],
    ["w1", { ...other, kind: "workflow", name: "Lead update" }],
    ["w2", { ...other, kind: "workflow", name: "Unpublished", live: false }],
    ["w3", { ...other, kind: "workflow", name: "Chain", startsAtOnce: ["w4"] }],
    ["w4", { ...other, kind: "workflow", name: "Link", startsAtOnce: ["c1"] }],
  ]),
  campaignId: "c1",
  occasions: new Map([
    ["o1", { id: "o1", name: "Webinar", at: ms("2027-03-16T22:00:00Z"), timeZone: "America/New_York", location: null }],
    ["o2", { id: "o2", name: "Fair", at: ms("2027-09-01T12:00:00Z"), timeZone: "UTC", location: null }],
  ]),
  credentials: new Set(["crm"]),
  smsTracking: false,
  dataFields: [
    { name: "score", type: "number" },
    { name: "since", type: "date" },
  ],
  checkUrl: (url) =>
    url.includes("127.0.0.1") ? [{ code: "addressBlocked", message: `${url} may not be called.` }] : [],
  segmentIds: new Set(["everyone", "s1", "s2"]),
  ruleSegmentIds: new Set(["everyone", "s2"]),
  startsAt: ms("2027-01-01T00:00:00Z"),
  endsAt: ms("2027-06-01T00:00:00Z"),
  timeZone: "UTC",
  warnings: () => [],
  checkTemplate: (text, field) =>
    text.includes("{{ bad") ? [{ code: "templateVariable", message: `bad in ${field}` }] : [],
}
