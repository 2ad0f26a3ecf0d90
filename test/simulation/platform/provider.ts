import type { OutboundMessage, SendOutcome } from "../../../src/providers/provider"
import { serve } from "../outside"
import type { World } from "./world"

/** One message that a provider has taken. */
export interface Acceptance {
  at: number
  key: string
  deliveryId: string
  memberId: string
  campaignId: string
  stepId: string
  channel: string
  content: string
}

/** A request as it reached the provider, taken or not. */
export interface ProviderRequest {
  at: number
  /** The isolate that asks. */
  isolate: number
  message: OutboundMessage
}

/** The outside world that takes messages: it honours idempotency keys, and remembers what it was given. */
export class SimulatedProvider {
  readonly accepted: Acceptance[] = []
  /** Calls of Web services that were answered, by id. */
  readonly called = new Map<string, number>()
  /** Is told of every request before it is answered. */
  watch: (request: ProviderRequest) => void = () => undefined
  private readonly byKey = new Map<string, Acceptance>()

  constructor(private readonly world: World) {}

  /** The acceptance of a key, if any. */
  taken(key: string): Acceptance | undefined {
    return this.byKey.get(key)
  }

  /** A call of a Web service: the same `webhook-id` over retries, so that whoever is called can tell. */
  call(url: string, headers: Headers): Response {
    const id = headers.get("webhook-id") ?? ""
    const { faults } = this.world
    if (faults.hit("providerThrottles")) {
      return new Response(null, { status: 429, headers: { "retry-after": String(faults.between(1, 240)) } })
    }
    if (faults.hit("providerRefuses")) return new Response(null, { status: 503 })
    this.called.set(id, (this.called.get(id) ?? 0) + 1)
    if (faults.hit("providerSilent")) throw new TypeError("fetch failed")
    const { ok, score } = serve(new URL(url).pathname)
    return ok ? Response.json({ score }) : new Response("unknown", { status: 404 })
  }

  /** One outcome a message, in their order. */
  sendAll(messages: readonly OutboundMessage[], isolate: number): SendOutcome[] {
    for (const message of messages) this.watch({ at: this.world.loop.now, isolate, message })
    if (this.world.faults.hit("providerDown")) return messages.map(() => retry(null, "503"))
    return messages.map((message) => this.send(message))
  }

  private send(message: OutboundMessage): SendOutcome {
    const { faults } = this.world
    if (message.to.includes("refused")) {
      return { kind: "refused", permanent: true, code: "550", detail: "No such mailbox" }
    }
    if (faults.hit("providerThrottles")) return retry(faults.between(1_000, 240_000), "429")
    if (faults.hit("providerRefuses")) return { kind: "refused", permanent: false, code: "451", detail: "Greylisted" }
    const silent = faults.hit("providerSilent")
    // It may have got the message before its answer was lost, or not.
    if (!silent || faults.between(0, 1) === 1) this.take(message)
    return silent ? retry(null, "No answer") : { kind: "accepted", providerId: `p-${message.idempotencyKey}` }
  }

  private take(message: OutboundMessage): void {
    if (this.byKey.has(message.idempotencyKey)) return
    const { idempotencyKey: key, deliveryId, memberId, campaignId, stepId, content } = message
    const { channel } = content
    const acceptance = { at: this.world.loop.now, key, deliveryId, memberId, campaignId, stepId, channel }
    const taken = { ...acceptance, content: JSON.stringify(content) }
    this.byKey.set(key, taken)
    this.accepted.push(taken)
  }
}

function retry(afterMs: number | null, detail: string): SendOutcome {
  return { kind: "retry", afterMs, detail }
}
