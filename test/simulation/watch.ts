import type { Driver } from "./driver"
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

/** Looks on while a world turns; what must never be is written down the moment it is. */
export class Watch {
  readonly violations: string[] = []
  private readonly begun = new Map<string, { turn: number; at: number }>()
  private readonly visits = new Map<string, string>()

  constructor(
    private readonly world: World,
    private readonly driver: Driver,
  ) {
    world.calls.note = (_, method, args) => {
      if (method === "begin") this.noteBegin(args)
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

  private noteBegin(args: readonly unknown[]): void {
    const [call] = args as [{ deliveryId: string }]
    this.begun.set(call.deliveryId, { turn: this.world.loop.turns, at: this.world.loop.now })
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
  private request({ at, message }: ProviderRequest): void {
    const { deliveryId, campaignId, memberId, content } = message
    const [, uid, entry, step, visit] = deliveryId.split(".")
    const place = `${campaignId} ${memberId} ${uid} ${entry} ${step} ${visit}`
    const key = this.visits.get(place)
    if (key !== undefined && key !== message.idempotencyKey) this.say(`two messages for ${place}: ${key}`)
    this.visits.set(place, message.idempotencyKey)
    const begun = this.begun.get(deliveryId)
    if (begun === undefined) {
      this.say(`${deliveryId} was handed over without a leave to send`)
      return
    }
    const campaign = [...this.driver.names.campaigns].find(([, id]) => id === campaignId)?.[0] ?? ""
    const stop = this.driver.stopOf(campaign)
    // Who holds a ticket is in the memory of the campaign's object: when that died meanwhile, what was in flight may arrive.
    const gateDied = (this.world.objects.forgot.get(`CampaignObject/${campaignId}`) ?? -1) >= begun.turn
    if (stop !== null && !gateDied) this.say(`${deliveryId} was handed over at ${at} although the campaign was ${stop}`)
    const endsAt = this.driver.endOf(campaign)
    if (endsAt !== null && begun.at >= endsAt) this.say(`${deliveryId} got its leave after the campaign's end`)
    const said = { member: memberId, campaign, channel: content.channel }
    if (this.driver.hasUnsubscribed(said, begun.turn)) this.say(`${deliveryId} was handed over after an unsubscribe`)
  }

  private say(violation: string): void {
    this.violations.push(`${new Date(this.world.loop.now).toISOString()} ${violation}`)
  }
}
