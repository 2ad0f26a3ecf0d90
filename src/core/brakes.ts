/** Latest emails of a campaign that are looked at (DEL-23). */
export const brakeWindow = 1_000
/** Share of them, and how many at least, that stop the campaign: a few unlucky ones are no sign. */
const limits = {
  bounces: { share: 0.05, least: 10 },
  complaints: { share: 0.003, least: 3 },
}

/** Why a campaign must not go on sending as it does, or null: it would spoil the sender's name for everybody else. */
export function brakeReason({
  sent,
  hardBounces,
  complaints,
}: {
  sent: number
  hardBounces: number
  complaints: number
}): "bounces" | "complaints" | null {
  if (isOver(limits.bounces, hardBounces, sent)) return "bounces"
  return isOver(limits.complaints, complaints, sent) ? "complaints" : null
}

function isOver(limit: { share: number; least: number }, count: number, sent: number): boolean {
  return count >= limit.least && count >= limit.share * sent
}
