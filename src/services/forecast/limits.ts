import { configOf, providerOf, readProvider, type StoredProvider } from "../../db/providers"
import type { Ctx } from "../context"
import type { DayLimits } from "./counts"
import { channels } from "./schema"

const secondsPerDay = 86_400

/** What the chosen providers take in a day by their rates (SEND-4). */
export async function dayLimits({ db }: Pick<Ctx, "db">): Promise<DayLimits> {
  const stored = await db.$client.batch(channels.map((channel) => providerOf(db.$client, channel)))
  const limits: DayLimits = { email: null, sms: null, push: null }
  for (const [n, channel] of channels.entries()) {
    const perSecond = rateOf(channel, readProvider(stored[n]))
    limits[channel] = perSecond === null ? null : perSecond * secondsPerDay
  }
  return limits
}

/** Push goes by every kind that is set up, each for its own targets: together they take what all of them do. */
function rateOf(channel: (typeof channels)[number], stored: StoredProvider): number | null {
  const kind = stored.kind ?? "outbox"
  if (channel !== "push" || kind === "outbox") return configOf(stored, kind).ratePerSecond
  const rates = stored.configs.filter((config) => config.kind !== "outbox").map((config) => config.ratePerSecond)
  if (rates.length === 0) return null
  return rates.reduce<number | null>((sum, rate) => (sum === null || rate === null ? null : sum + rate), 0)
}
