import { addressHashes } from "../core/address-hash"
import { type ClosedAddress, suppressAddresses, suppressedHashes } from "../db/suppressions"
import { addressOf } from "../engine/consent"
import { type MemberState, parseDeliveryId } from "../engine/state"
import type { Channel, DeliveryReport, SendOrder } from "../engine/types"
import type { Env } from "../env"
import { appClock } from "./clock"
import { companyFacts, forgetCompany } from "./company"
import { memberStub } from "./members"
import { withRetry } from "./retry"
import { secretsOf } from "./secrets"

/**
 * Notes addresses that have bounced for good or complained: whoever else has them is not written to either (SEND-5). Each
 * member's own object closes them for itself.
 */
export async function closeReported(env: Env, reports: readonly Reported[]): Promise<void> {
  const closed = await Promise.all(reports.map(async (one) => await closedBy(env, one)))
  const rows = closed.filter((one) => one !== null)
  if (rows.length === 0) return
  await suppressAddresses(env.DB, rows, appClock.now()).run()
  forgetCompany()
}

interface Reported {
  memberId: string
  deliveryId: string
  report: DeliveryReport
}

async function closedBy(env: Env, { memberId, deliveryId, report }: Reported): Promise<ClosedAddress | null> {
  const reason = report.type === "complained" ? "complaint" : isDead(report) ? "hardBounce" : null
  const channel = reason === null ? undefined : parseDeliveryId(deliveryId)?.channel
  // Targets of pushes are devices, which nobody shares.
  if (reason === null || (channel !== "email" && channel !== "sms")) return null
  const state = await withRetry(async () => (await memberStub(env, memberId).state()) as MemberState | null)
  const address = state?.deliveries.find(({ id }) => id === deliveryId)?.to ?? null
  if (address === null) return null
  const [hash = ""] = await addressHashes(secretsOf(env), channel, address)
  return { channel, hash, reason }
}

/** A member's STOP closes what the member's own object knows of it, and START opens it again. */
function isDead(report: DeliveryReport): boolean {
  return report.type === "bounced" && report.permanent && !report.stop
}

/**
 * Those of the orders, by the ids of their deliveries, that go to an address that is closed for everybody (SEND-5,
 * UNS-11). While no such address is known nothing is looked up.
 */
export async function closedDeliveries(
  env: Env,
  channel: Channel,
  orders: readonly SendOrder[],
): Promise<ReadonlySet<string>> {
  if (!(await companyFacts(env.DB)).hasSuppressions) return new Set()
  const ring = secretsOf(env)
  const hashed = await Promise.all(
    orders.map(async ({ deliveryId, profile }) => {
      const address = addressOf(profile, channel)
      return { deliveryId, hashes: address === null ? [] : await addressHashes(ring, channel, address) }
    }),
  )
  const noted = await suppressedHashes(
    env.DB,
    channel,
    hashed.flatMap(({ hashes }) => hashes),
  )
  return new Set(
    hashed.filter(({ hashes }) => hashes.some((hash) => noted.has(hash))).map(({ deliveryId }) => deliveryId),
  )
}
