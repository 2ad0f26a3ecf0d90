import { isoOf, isoOrNull } from "../../core/instant"
import { type ChannelBacklog, type Counted, doneSince, healthStatements, type ProviderErrorRow } from "../../db/health"
import { bucketMs, bucketOf } from "../../engine/series"
import type { Ctx } from "../context"
import { judge, limits, worst } from "./judge"
import type { Health } from "./schema"

const hourMs = 3_600_000
/** A wake-up younger than this is still on its regular way, in ms. */
const overdueMs = 60_000

/** How the system is (OPS-2): what waits, what has failed, what is late, and what was done. */
export async function readHealth(ctx: Ctx): Promise<Health> {
  const now = ctx.clock.now()
  const db = ctx.db.$client
  const from = bucketOf(now - hourMs)
  const [depths, backups, [inbox, onTheWay, deferred, dead, overdue, errors, done]] = await Promise.all([
    ctx.queueDepths(),
    ctx.backups.list(),
    db.batch([...healthStatements(db, now, overdueMs, hourMs), doneSince(db, from)]),
  ])
  const rowOf = <T>(result: D1Result | undefined) => result?.results[0] as T | undefined
  const age = (at: number | null | undefined) => (at == null ? 0 : now - at)
  const waiting = rowOf<Counted>(inbox)
  const channels = (onTheWay?.results ?? []) as ChannelBacklog[]
  const letters = rowOf<Counted & { latest: number | null; lately: number }>(dead)
  const late = rowOf<Counted>(overdue)
  const complaints = (errors?.results ?? []) as ProviderErrorRow[]
  const did = rowOf<{ entered: number; sent: number }>(done)
  const minutes = (now - from * bucketMs) / 60_000
  const perMinute = (n: number | undefined) => Math.round(((n ?? 0) / minutes) * 100) / 100
  const last = backups[0]

  const parts = {
    queues: {
      state: worst([
        judge(age(waiting?.oldest), limits.inboxAgeMs),
        ...channels.map(({ oldest }) => judge(age(oldest), limits.deliveryAgeMs)),
      ]),
      depths,
      inbox: { n: waiting?.n ?? 0, oldestAt: isoOrNull(waiting?.oldest ?? null) },
      deliveries: Object.fromEntries(
        channels.map(({ channel, n, oldest }) => [channel, { n, oldestAt: isoOrNull(oldest) }]),
      ),
      deferred: rowOf<{ n: number }>(deferred)?.n ?? 0,
    },
    deadLetters: {
      state: judge(letters?.lately ?? 0, limits.deadLetters),
      n: letters?.n ?? 0,
      oldestAt: isoOrNull(letters?.oldest ?? null),
      latestAt: isoOrNull(letters?.latest ?? null),
    },
    wakeUps: {
      state: judge(age(late?.oldest), limits.overdueMs),
      overdue: late?.n ?? 0,
      oldestDueAt: isoOrNull(late?.oldest ?? null),
    },
    providers: {
      state: judge(complaints.length, limits.providerErrors),
      errors: complaints.map(({ lastAt, ...error }) => ({ ...error, lastAt: isoOf(lastAt) })),
    },
    rate: {
      state: "good" as const,
      messagesPerMinute: perMinute(did?.sent),
      entriesPerMinute: perMinute(did?.entered),
    },
    backup: {
      state: last === undefined ? ("warn" as const) : judge(now - last.at, limits.backupAgeMs),
      lastAt: isoOrNull(last?.at ?? null),
      bytes: last?.bytes ?? null,
    },
  }
  return { state: worst(Object.values(parts).map((part) => part.state)), at: isoOf(now), ...parts }
}
