import { describe, expect, it } from "vitest"
import type { MessageChannel, OutboundMessage, Provider } from "../../src/providers/provider"
import { findProvider, providers } from "../../src/providers/registry"
import { conforms, message, type Rig } from "./conformance"

function createRig(): Rig & { kept: Map<string, { message: OutboundMessage; at: number }> } {
  const kept = new Map<string, { message: OutboundMessage; at: number }>()
  let broken = false
  return {
    kept,
    settings: { baseUrl: null, credentials: {} },
    arrived: () => [...kept.keys()],
    breakDown: () => {
      broken = true
    },
    ports: {
      fetch: () => Promise.reject(new Error("SEND-2: nothing leaves the machine")),
      connect: () => {
        throw new Error("SEND-2: nothing leaves the machine")
      },
      now: () => 1_000,
      reportUrl: null,
      file: () => Promise.reject(new Error("SEND-2: nothing is read")),
      outbox: {
        async insert(messages, at) {
          if (broken) throw new Error("D1 is down")
          for (const one of messages)
            if (!kept.has(one.idempotencyKey)) kept.set(one.idempotencyKey, { message: one, at })
        },
      },
    },
  }
}

function suite<C extends MessageChannel>(provider: Provider<C>): void {
  describe(`outbox for ${provider.channel}`, () => {
    conforms(provider, createRig)

    it("SEND-2 keeps the message as the member would see it, on the machine", async () => {
      const rig = createRig()
      const sent = message(provider.channel, "k")
      await provider.sendAll([sent], rig.settings, rig.ports)
      expect(rig.kept.get("k")).toEqual({ message: sent, at: 1_000 })
    })
  })
}

suite(providers.email.outbox)
suite(providers.push.outbox)
suite(providers.sms.outbox)

describe("registry", () => {
  it("SEND-1 finds a provider by channel and kind, and nothing else", () => {
    expect(findProvider("email", "outbox")).toBe(providers.email.outbox)
    expect(findProvider("email", "toString")).toBeNull()
    expect(findProvider("sms", "nosuch")).toBeNull()
  })
})
