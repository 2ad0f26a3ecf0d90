import type { World } from "./platform/world"
import type { StoredMember } from "./watch"

/** What must hold when the storm is over and everything has come to rest. */

interface Entry {
  type: string
  campaignId?: string
  stepId?: string
  deliveryId?: string
  channel?: string
  reason?: string
  outcome?: string
  status?: string
  first?: boolean
  occupied?: boolean
  report?: { type: string }
}

/**
 * Nothing is on its way, nothing is overdue, and the tables say what the objects say.
 * @param wholeStory whether every record is still there: those of erased members are not, and cannot be counted again
 */
export function checkRest(world: World, wholeStory: boolean): string[] {
  const counts = wholeStory ? [...checkCounters(world), ...checkSeries(world)] : []
  return [...checkDrained(world), ...checkReadModel(world), ...counts, ...checkOccupancy(world)]
}

function checkDrained(world: World): string[] {
  const { database, queues, loop } = world
  const wrong: string[] = []
  const count = (what: string, sql: string, ...values: number[]) => {
    const n = database.look<{ n: number }>(sql, ...values)[0]?.n ?? 0
    if (n > 0) wrong.push(`${n} ${what}`)
  }
  if (queues.size > 0) wrong.push(`${queues.size} messages are still in queues`)
  count("accepted posts were never handed out", "SELECT count(*) AS n FROM inbox")
  count("imports are not done", "SELECT count(*) AS n FROM imports WHERE status = 'running' AND spooled = 1")
  count(
    "imports have lost lines",
    "SELECT count(*) AS n FROM imports WHERE status = 'done' AND (rejected <> 1 OR accepted + rejected <> total)",
  )
  count("jobs of campaigns are not done", "SELECT count(*) AS n FROM campaign_jobs")
  count("members are overdue", "SELECT count(*) AS n FROM members WHERE due_at < ?", loop.now - 3_600_000)
  count(
    "changes of campaigns were never acted upon",
    "SELECT count(*) AS n FROM campaigns WHERE acted_rev < rev AND status <> 'draft'",
  )
  const open = "('queued', 'sending')"
  count(
    "deliveries never ended",
    `SELECT count(*) AS n FROM deliveries WHERE status IN ${open} AND created_at < ?`,
    loop.now - 5 * 3_600_000,
  )
  count(
    "deliveries ended without a reason",
    "SELECT count(*) AS n FROM deliveries WHERE status IN ('failed', 'skipped', 'cancelled') AND reason IS NULL",
  )
  return wrong
}

/** The read model agrees with the objects, row by row. */
function checkReadModel(world: World): string[] {
  const wrong: string[] = []
  for (const [key, disk] of world.objects.disks) {
    const stored = key.startsWith("MemberObject/") ? disk.read<StoredMember>("member") : undefined
    if (stored === undefined) continue
    const { id, seq, runs, deliveries, memberships } = stored.state
    const row = world.database.look<{ seq: number }>("SELECT seq FROM members WHERE id = ?", id)[0]
    if (row?.seq !== seq) wrong.push(`member ${id}: record ${row?.seq} of ${seq} is in the read model`)
    const known = world.database.look<{ id: string; step: string }>(
      "SELECT id, step_id AS step FROM runs WHERE member_id = ? AND ended_at IS NULL ORDER BY id",
      id,
    )
    const present = runs.map((run) => `${run.id} ${run.stepId}`).sort()
    const shown = known.map((run) => `${run.id} ${run.step}`)
    if (present.join() !== shown.join()) wrong.push(`member ${id}: runs ${present} but the table shows ${shown}`)
    for (const delivery of deliveries) {
      const sql = "SELECT status FROM deliveries WHERE id = ?"
      const status = world.database.look<{ status: string }>(sql, delivery.id)[0]?.status
      if (status !== delivery.status) wrong.push(`delivery ${delivery.id}: ${delivery.status}, table ${status}`)
    }
    for (const { segmentId, member } of memberships) {
      const sql = "SELECT member FROM memberships WHERE member_id = ? AND segment_id = ?"
      const inside = world.database.look<{ member: number }>(sql, id, segmentId)[0]?.member
      if ((inside === 1) !== member) wrong.push(`member ${id}: in ${segmentId} ${member}, table ${inside}`)
    }
  }
  return wrong
}

/** Every counter is what a recount of the timeline gives (ENG-23). */
function checkCounters(world: World): string[] {
  const recount = new Map<string, number>()
  const add = (entry: Entry, metric: string, n = 1, stepId = entry.stepId ?? "") => {
    const key = `${entry.campaignId} ${stepId} ${metric}`
    recount.set(key, (recount.get(key) ?? 0) + n)
  }
  const wrong: string[] = []
  const told = new Set<string>()
  for (const { entries } of world.database.look<{ entries: string }>("SELECT entries FROM activity")) {
    for (const entry of JSON.parse(entries) as Entry[]) {
      recountEntry(entry, add)
      if (entry.type !== "deliverySent" || entry.deliveryId === undefined) continue
      if (told.has(entry.deliveryId)) wrong.push(`${entry.deliveryId} is told twice to be sent`)
      told.add(entry.deliveryId)
    }
  }
  const rows = world.database.look<{ key: string; n: number }>(
    "SELECT campaign_id || ' ' || step_id || ' ' || metric AS key, n FROM counters",
  )
  const compared = new Set([
    "entered",
    "left",
    "sent",
    "opened",
    "clicked",
    "bounced",
    "delivered",
    "cancelled",
    "started",
  ])
  const relevant = (key: string) => {
    const [, stepId = "", metric = ""] = key.split(" ")
    // Of the campaign as a whole only starts: its other numbers are of runs, compared with these.
    return stepId === ""
      ? metric === "started"
      : compared.has(metric) || metric.startsWith("skipped:") || metric.startsWith("left:")
  }
  const counters = new Map(rows.map(({ key, n }) => [key, n]))
  for (const key of new Set([...counters.keys(), ...recount.keys()])) {
    const [shown, counted] = [counters.get(key) ?? 0, recount.get(key) ?? 0]
    if (relevant(key) && shown !== counted) wrong.push(`counter ${key} is ${shown}, a recount gives ${counted}`)
  }
  return wrong
}

/** The series are what a recount of runs, deliveries and results gives, quarter by quarter (ANA-2). */
function checkSeries(world: World): string[] {
  const message = (metric: string, column: string) =>
    ["campaign_id", "of_campaign_id"].map(
      (campaign) => `SELECT ${campaign} AS c, ${column} AS at, '${metric}:' || channel AS metric FROM deliveries
        WHERE ${column} IS NOT NULL AND ${campaign} IS NOT NULL AND channel IN ('email', 'sms', 'push')`,
    )
  const first = (metric: string, column: string, bits: readonly [number, number]) =>
    ["campaign_id", "of_campaign_id"].map(
      (campaign, i) => `SELECT ${campaign}, ${column}, '${metric}' FROM deliveries WHERE firsts & ${bits[i]}`,
    )
  const counted = [
    "SELECT campaign_id AS c, started_at AS at, 'entered' AS metric FROM runs",
    "SELECT campaign_id, at, kind FROM results",
    ...first("reached", "sent_at", [1, 8]),
    ...first("engaged", "engaged_at", [2, 16]),
    ...first("unsubscribed", "unsubscribed_at", [4, 32]),
    ...message("sent", "sent_at"),
    ...message("delivered", "delivered_at"),
    ...message("bounced", "bounced_at"),
    ...message("opened", "opened_at"),
    ...message("clicked", "clicked_at"),
  ]
  const recount = `SELECT c || ' ' || (at / 900000) || ' ' || metric AS key, count(*) AS n FROM (${counted.join(" UNION ALL ")}) GROUP BY key`
  const shown = "SELECT campaign_id || ' ' || bucket || ' ' || metric AS key, n FROM series WHERE n <> 0"
  const rows = (sql: string) =>
    new Map(world.database.look<{ key: string; n: number }>(sql).map(({ key, n }) => [key, n]))
  const [series, counts] = [rows(shown), rows(recount)]
  return [...new Set([...series.keys(), ...counts.keys()])].flatMap((key) => {
    const [told, found] = [series.get(key) ?? 0, counts.get(key) ?? 0]
    return told === found ? [] : [`series ${key} is ${told}, a recount gives ${found}`]
  })
}

type Add = (entry: Entry, metric: string, n?: number, stepId?: string) => void

function recountEntry(entry: Entry, add: Add): void {
  switch (entry.type) {
    case "stepEntered":
      add(entry, "entered")
      break
    case "stepLeft":
      add(entry, `left:${entry.outcome}`)
      break
    case "runStarted":
      add(entry, "started", 1, "")
      break
    case "runEnded":
      if (entry.occupied) add(entry, "left")
      break
    case "deliverySent":
      add(entry, "sent")
      break
    case "deliveryCancelled":
      add(entry, "cancelled")
      break
    case "deliverySkipped":
      add(entry, `skipped:${entry.reason}`)
      break
    case "deliveryReported":
      if (entry.first) add(entry, entry.report?.type ?? "")
      break
  }
}

/** The members on the steps are the runs that go on; what was sent is what the provider has. */
function checkOccupancy(world: World): string[] {
  const wrong: string[] = []
  const rows = world.database.look<{ place: string; occupied: number; standing: number }>(
    `SELECT c.campaign_id || ' ' || c.step_id AS place,
       sum(CASE WHEN c.metric = 'entered' THEN c.n WHEN c.metric = 'left' OR c.metric LIKE 'left:%' THEN -c.n ELSE 0 END)
         AS occupied,
       (SELECT count(*) FROM runs r WHERE r.campaign_id = c.campaign_id AND r.step_id = c.step_id AND r.ended_at IS NULL) AS standing
     FROM counters c WHERE c.step_id <> '' GROUP BY c.campaign_id, c.step_id`,
  )
  for (const { place, occupied, standing } of rows) {
    if (occupied !== standing) wrong.push(`${occupied} members are counted on ${place}, ${standing} stand there`)
  }
  const sent = world.database.look<{ id: string }>(
    "SELECT id FROM deliveries WHERE status IN ('sent', 'delivered', 'bounced', 'complained')",
  )
  const documents = [...world.bucket.files.keys()].map((key) => key.replace(/^.*\/(.*)\.pdf$/, "$1"))
  const accepted = world.provider.accepted.map((one) => one.deliveryId)
  const taken = new Set([...accepted, ...world.provider.called.keys(), ...documents])
  for (const { id } of sent) if (!taken.has(id)) wrong.push(`${id} is said to be sent, and the provider has not got it`)
  return wrong
}
