import { expect, it } from "vitest"
import type {
  MessageChannel,
  OutboundContent,
  OutboundMessage,
  Provider,
  ProviderPorts,
  ProviderSettings,
} from "../../src/providers/provider"

/** What a suite needs to watch a provider from the other side. */
export interface Rig {
  settings: ProviderSettings
  ports: ProviderPorts
  /** Keys of the messages that have arrived at the provider's end, each once per message kept there. */
  arrived(): string[]
  /** From now on the provider's end cannot be reached. */
  breakDown(): void
}

const contents: { [C in MessageChannel]: OutboundContent & { channel: C } } = {
  email: { channel: "email", subject: "s", html: "<p>h</p>", text: "t" },
  sms: { channel: "sms", text: "t" },
  push: { channel: "push", title: "t", body: "b", link: null, image: null },
}

export function message<C extends MessageChannel>(channel: C, key: string): OutboundMessage<C> {
  const ids = { idempotencyKey: key, deliveryId: key, memberId: "m", campaignId: "c", stepId: "s", ref: `ref-${key}` }
  return { ...ids, to: "somewhere", content: contents[channel] }
}

/** The rules that every provider keeps. */
export function conforms<C extends MessageChannel>(provider: Provider<C>, createRig: () => Rig): void {
  const messages = (count: number) => Array.from({ length: count }, (_, i) => message(provider.channel, `key-${i}`))

  it("SEND-1 gives one outcome per message, in their order", async () => {
    const rig = createRig()
    const outcomes = await provider.sendAll(messages(100), rig.settings, rig.ports)
    expect(outcomes).toHaveLength(100)
    expect(outcomes.every(({ kind }) => kind === "accepted")).toBe(true)
    expect(rig.arrived().sort()).toEqual(
      messages(100)
        .map((one) => one.idempotencyKey)
        .sort(),
    )
    expect(await provider.sendAll([], rig.settings, rig.ports)).toEqual([])
  })

  it("DEL-05 the same key twice is one message", async () => {
    const rig = createRig()
    await provider.sendAll(messages(3), rig.settings, rig.ports)
    await provider.sendAll(messages(3), rig.settings, rig.ports)
    expect(rig.arrived()).toHaveLength(provider.idempotent ? 3 : 6)
  })

  it("SEND-3 an end that cannot be reached is an outcome, never a throw", async () => {
    const rig = createRig()
    rig.breakDown()
    const outcomes = await provider.sendAll(messages(2), rig.settings, rig.ports)
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(2).fill(provider.idempotent ? "retry" : "unknown"))
    expect(rig.arrived()).toEqual([])
  })

  it("SEND-1 refuses a configuration of another shape", () => {
    expect(provider.credentials.safeParse({ surely: "not" }).success).toBe(false)
    expect(provider.credentials.safeParse(createRig().settings.credentials).success).toBe(true)
  })
}
