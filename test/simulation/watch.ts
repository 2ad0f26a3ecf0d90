import type { Driver } from "./driver"
import type { Bound } from "./platform/d1"
import type { ProviderRequest } from "./platform/provider"
import type { World } from "./platform/world"

/** As much of an object's stored member as the invariants read. */
export interface StoredMember {
  state: {
    id: string
    seq: number
    profile: unknown
    memberships: { segmentId: string; member: boolean }[]
    runs: StoredRun[]
    deliveries: { id: string; status: string; nextAt: number | null; reason: string | null }[]
  }
}

interface StoredRun {
  id: string
  campaignId: string
  stepId: string
  visit: number
  wait: { until: number | null; deliveryId?: string } | null
  frozenAt?: number
  parked?: unknown
}

/** When an isolate last asked how things stand, before it sent. */
interface Leave {
  isolate: number
  wakeup: Wakeup
  /** Whom it has asked: nobody yet, the read model, or the member's object. */
  by: "queue" | "look" | "begin"
  turn: number
  /** Turn at which it took the delivery up: before it took the campaign's ticket. */
  taken: number
  /** Epoch ms at which it took the delivery up or asked the object. */
  at: number
}

interface Wakeup {
  deliveryId: string
  campaignId?: string
  memberId?: string
}

/** After so long an isolate is busy with a delivery no more, in ms. */
const busyMaxMs = 60_000

/** Stands in what senders read of campaigns, and nowhere else. */
const sendersRead = "UNION SELECT u.ref FROM campaign_uses u WHERE u.kind = 'campaign'"

/** Looks on while a world turns; what must never be is written down the moment it is. */
export class Watch {
  readonly violations: string[] = []
  private readonly leaves = new Map<string, Leave>()
  private readonly visits = new Map<string, string>()

  constructor(
    private readonly world: World,
    private readonly driver: Driver,
  ) {
    world.witness = {
      called: (isolate, method, args) => {
        if (method === "begin") this.give(isolate, (args as [Wakeup])[0], "begin")
      },
      took: (isolate, bodies) => {
        for (const wakeup of bodies.flatMap(wakeupsIn)) this.take(isolate, wakeup)
      },
      looked: (isolate, statements) => this.noteLook(isolate, statements),
    }
    world.provider.watch = (request) => this.request(request)
  }

  /** After every event: what it has stored makes sense. */
  look(): void {
    const { objects } = this.world
    for (const key of objects.touched) {
      if (key.startsWith("MemberObject/")) this.lookAt(key)
    }
    objects.touched.clear()
  }

  /** Nobody stands with a timer that was due long ago, in ms (LOD-08, REC-04). */
  lookForStuck(longMs: number): void {
    for (const [key, disk] of this.world.objects.disks) {
      const stored = key.startsWith("MemberObject/") ? disk.read<StoredMember>("member") : undefined
      for (const { id, stepId, wait, parked, frozenAt } of stored?.state.runs ?? []) {
        const late = this.world.loop.now - (wait?.until ?? Number.POSITIVE_INFINITY)
        if (late > longMs && parked === undefined && frozenAt === undefined)
          this.say(`run ${id} was due on ${stepId} ${Math.round(late / 60_000)} minutes ago`)
      }
    }
  }

  /** An isolate has taken up a delivery; a doubled wake-up changes nothing while it is busy with it. */
  private take(isolate: number, wakeup: Wakeup): void {
    const known = this.leaves.get(`${isolate} ${wakeup.deliveryId}`)
    if (known === undefined || this.world.loop.now - known.at > busyMaxMs) this.give(isolate, wakeup, "queue")
  }

  private give(isolate: number, wakeup: Wakeup, by: Leave["by"]): void {
    const { turns: turn, now: at } = this.world.loop
    const key = `${isolate} ${wakeup.deliveryId}`
    const taken = by === "queue" ? turn : (this.leaves.get(key)?.taken ?? turn)
    this.leaves.set(key, { isolate, wakeup, by, taken, turn, at })
  }

  /** A sender has read how members and campaigns stand: what was answered before must be known to it. */
  private noteLook(isolate: number, statements: readonly Bound[]): void {
    if (!statements.some(({ sql }) => sql.includes(sendersRead))) return
    const ids = new Set(statements.flatMap(({ values }) => values.flatMap(idsIn)))
    for (const leave of this.leaves.values()) {
      const { campaignId = "", memberId = "" } = leave.wakeup
      if (leave.isolate !== isolate || leave.by !== "queue" || !ids.has(campaignId) || !ids.has(memberId)) continue
      leave.by = "look"
      leave.turn = this.world.loop.turns
    }
  }

  /** Every run that goes on has something that will move it, and the object an alarm for it. */
  private lookAt(key: string): void {
    const disk = this.world.objects.disk(key)
    const stored = disk.read<StoredMember>("member")
    if (stored === undefined) return
    const { runs, deliveries } = stored.state
    const open = new Set(deliveries.filter((one) => one.nextAt !== null).map((one) => one.id))
    let earliest = Number.POSITIVE_INFINITY
    for (const run of runs) {
      if (run.parked !== undefined || run.frozenAt !== undefined) continue
      const timer = run.wait?.until ?? null
      const delivery = run.wait?.deliveryId !== undefined && open.has(run.wait.deliveryId)
      if (timer === null && !delivery) this.say(`run ${run.id} stands on ${run.stepId} and nothing will move it`)
      earliest = Math.min(earliest, timer ?? earliest)
    }
    if (earliest === Number.POSITIVE_INFINITY || this.world.objects.ringing.has(key) || this.world.lostAlarms.has(key))
      return
    if (disk.alarm === null) this.say(`${key} has a timer and no alarm`)
    // A timer that is due and could not be fired is looked at again later.
    else if (earliest > this.world.loop.now && disk.alarm > earliest) {
      this.say(`${key} has a timer at ${new Date(earliest).toISOString()} and its alarm after it`)
    }
  }

  /** A provider is asked: nobody and nothing may have forbidden it. */
  private request({ at, isolate, message }: ProviderRequest): void {
    const { deliveryId, campaignId, memberId, content } = message
    const [, uid, entry, step, visit] = deliveryId.split(".")
    const place = `${campaignId} ${memberId} ${uid} ${entry} ${step} ${visit}`
    const key = this.visits.get(place)
    const first = key === undefined
    if (key !== undefined && key !== message.idempotencyKey) this.say(`two messages for ${place}: ${key}`)
    this.visits.set(place, message.idempotencyKey)
    const leave = this.leaves.get(`${isolate} ${deliveryId}`)
    this.leaves.delete(`${isolate} ${deliveryId}`)
    if (leave === undefined) {
      this.say(`${deliveryId} was handed over without a leave to send`)
      return
    }
    const campaign = [...this.driver.names.campaigns].find(([, id]) => id === campaignId)?.[0] ?? ""
    const stop = this.driver.stopOf(campaign)
    // Who holds a ticket is in the memory of the campaign's object: when that died meanwhile, what was in flight may arrive.
    const gateDied = (this.world.objects.forgot.get(`CampaignObject/${campaignId}`) ?? -1) >= leave.taken
    if (stop !== null && !gateDied) this.say(`${deliveryId} was handed over at ${at} although the campaign was ${stop}`)
    const endsAt = this.driver.endOf(campaign)
    if (endsAt !== null && leave.at >= endsAt) this.say(`${deliveryId} got its leave after the campaign's end`)
    if (this.driver.isErased(memberId, leave.turn))
      this.say(`${deliveryId} was handed over after its member was erased`)
    // A note to staff goes out whatever the member wants.
    if (message.audience === "staff") return
    const said = { member: memberId, campaign, channel: content.channel }
    if (this.driver.hasUnsubscribed(said, leave.turn)) this.say(`${deliveryId} was handed over after an unsubscribe`)
    if (this.driver.hasDismissed(said, leave.turn)) this.say(`${deliveryId} was handed over after a dismissal`)
    // What was tried before is tried again as it was (DEL-15).
    const address = first
      ? this.driver.addressOf({ member: memberId, channel: content.channel }, leave.turn)
      : undefined
    if (address !== undefined && address !== message.to)
      this.say(`${deliveryId} was handed over for ${message.to} although the member has ${address}`)
  }

  private say(violation: string): void {
    this.violations.push(`${new Date(this.world.loop.now).toISOString()} ${violation}`)
  }
}

/** The texts of a bound list. */
function idsIn(value: unknown): string[] {
  if (typeof value !== "string" || !value.startsWith("[")) return []
  return (JSON.parse(value) as unknown[]).filter((one) => typeof one === "string")
}

/** The wake-ups of a queue's message; none of one that is about something else. */
function wakeupsIn(body: unknown): Wakeup[] {
  const { wakeups, deliveryId } = body as { wakeups?: Wakeup[]; deliveryId?: string }
  return wakeups ?? (deliveryId === undefined ? [] : [body as Wakeup])
}
