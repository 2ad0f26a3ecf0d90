import { LinkButton } from "../components/button"
import { Icon } from "../components/icon"
import { WhyLink } from "../components/member"
import { Time } from "../components/time"
import type { IconName } from "../icons"
import { useUi } from "../ui"

/** One thing that has happened, already in words. */
export interface TimelineRow {
  key: string
  at: number
  text: string
  detail?: string | undefined
  icon: IconName
  hue?: string | undefined
  /** The campaign that explains it. */
  why?: { campaignId: string; campaignName: string } | undefined
}

interface TimelineProps {
  memberId: string
  rows: TimelineRow[]
  nextCursor: string | null
  /** The member's own zone, when known. */
  zone: string | undefined
}

/** What has happened to a member, newest first. */
export function Timeline({ memberId, rows, nextCursor, zone }: TimelineProps) {
  const { t } = useUi()
  return (
    <div>
      <ol class="timeline">
        {rows.map((row) => (
          <li class="timeline-item" key={row.key}>
            <span class="timeline-dot" data-hue={row.hue}>
              <Icon name={row.icon} />
            </span>
            <div class="timeline-body">
              <p>{row.text}</p>
              {row.detail && <p class="muted small">{row.detail}</p>}
              <p class="timeline-when">
                <Time at={row.at} zone={zone} show="full" />
                {row.why && (
                  <>
                    {" "}
                    · <WhyLink memberId={memberId} {...row.why} />
                  </>
                )}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {nextCursor && <LinkButton href={`?cursor=${encodeURIComponent(nextCursor)}`}>{t.paging.next}</LinkButton>}
    </div>
  )
}
