import type { ProfilePatch } from "../../engine/types"
import { branches, firstNames, interests, lastNames, products } from "./names"

export const exampleMembers = 1_000

const dayMs = 86_400_000
/** Shares of members, in percent. */
const spanishShare = 40
const dormantShare = 20
const withoutEmailShare = 2
const withoutPhoneShare = 3
const withPushShare = 60
/** Win-back offers to dormant members end this many days after joining, first and last. */
const winBackFirstDay = 15
const winBackLastDay = 45

export type ExampleMember = { id: string } & Required<Omit<ProfilePatch, "push">> & Pick<ProfilePatch, "push">

/**
 * The members of the worked example: always the same thousand, dated from `now` (epoch ms). Names by chance,
 * addresses of example.com, numbers kept for fiction: nobody can be reached.
 */
export function createExampleMembers(now: number): ExampleMember[] {
  return Array.from({ length: exampleMembers }, (_, index) => createMember(index, now))
}

function createMember(index: number, now: number): ExampleMember {
  const draw = dice(index + 1)
  const language = draw(100) < spanishShare ? "es" : "en"
  const firstName = pick(firstNames[language], draw)
  const lastName = pick(lastNames[language], draw)
  const branchIndex = index % branches.length
  const { branch, timeZone, areaCode } = branches[branchIndex] ?? branches[0]
  const line = Math.floor(index / branches.length)
  const number = String(index + 1).padStart(4, "0")
  const dormant = draw(100) < dormantShare
  const dormantFacts = {
    winBackUntil: dateOf(now + (winBackFirstDay + draw(winBackLastDay - winBackFirstDay + 1)) * dayMs),
  }
  return {
    id: `CU-${number}`,
    email: draw(100) < withoutEmailShare ? null : `${plain(firstName)}.${plain(lastName)}.${number}@example.com`,
    phone: draw(100) < withoutPhoneShare ? null : `+1${areaCode}55501${String(line % 100).padStart(2, "0")}`,
    locale: language,
    timeZone,
    ...(draw(100) < withPushShare ? { push: [{ kind: "fcm" as const, token: `example-device-${number}` }] } : {}),
    attributes: {
      firstName,
      lastName,
      branch,
      product: pick(products, draw),
      balance: draw(2_000_000) / 100,
      interests: [pick(interests, draw)],
      joinedOn: dateOf(now),
      dormant,
      ...(dormant ? dormantFacts : {}),
    },
  }
}

/** Numbers from 0 up to a bound, always the same for a seed (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = Math.imul(seed, 0x9e3779b1)
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

function pick<T>(list: readonly [T, ...T[]] | readonly T[], draw: (below: number) => number): T {
  return list[draw(list.length)] as T
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase()
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, "2026-12-01".length)
}
