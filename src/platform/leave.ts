import type { CampaignControl, Leave } from "../engine/types"

/**
 * Whether leave to send still holds: whatever anybody was told has reached the read model, so a member whose last record
 * there is none later than the leave's has not changed since. Its campaign must be as it was, too.
 * @param known the campaign now, and the member's last record in the read model; undefined: there is none
 */
export function holds(
  { seq, rev, until }: Leave,
  known: { seq: number | undefined; control: CampaignControl | undefined; now: number },
): boolean {
  const { control } = known
  return (
    known.seq !== undefined &&
    known.seq <= seq &&
    control?.rev === rev &&
    control.policies.length === 0 &&
    known.now < until
  )
}
