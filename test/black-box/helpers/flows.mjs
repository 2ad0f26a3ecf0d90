// Steps, rules and a suite with a server of its own, for tests of flows.
import { after, before, describe } from "node:test"
import { clientOf } from "./client.mjs"
import { freePort, startServer, stateFolder } from "./server.mjs"

export const end = { type: "end", name: "End" }
export const mail = (next, more = {}) => ({
  type: "email",
  name: "Mail",
  message: { subject: "Hello", html: "<p>Hello {{ member.id }}</p>" },
  outcomes: { sent: next },
  ...more,
})
export const wait = (length, next, more = {}) => ({
  type: "delay",
  name: "Wait",
  delay: { for: length, ...more },
  outcomes: { done: next },
})
export const rule = (...all) => ({ any: [{ all }] })
export const attribute = (name, op, value) => ({ fact: "attribute", name, op, value })
export const oneMail = { start: "mail", steps: { mail: mail("end"), end } }

/**
 * A suite on a fresh server whose clock is held.
 * @param body gets `world`: the client as `api`, the `server`, what the outbox holds of a campaign, and the clock
 */
export function suite(name, body) {
  describe(name, () => {
    const state = stateFolder()
    const world = {
      /** `member step` of every message of a campaign, oldest first. */
      sentTo: async (campaignId) =>
        (await world.api.all(`/outbox?campaignId=${campaignId}`))
          .toReversed()
          .map(({ memberId, stepId }) => `${memberId} ${stepId}`),
      now: async () => Date.parse((await world.api.get("/dev/clock")).now),
      /** The instant at which it is `time` in Montevideo (three hours behind UTC all year), some UTC days ahead. */
      montevideo: async (time, days = 1) => {
        const day = new Date((await world.now()) + days * 86_400_000).toISOString().slice(0, 10)
        return Date.parse(`${day}T${time}:00-03:00`)
      },
    }
    before(async () => {
      world.server = await startServer({ state: state.path, port: await freePort() })
      world.api = clientOf(world.server)
      await world.api.advance("PT0S", { hold: true })
    })
    after(async () => {
      await world.server?.stop()
      state.remove()
    })
    body(world)
  })
}
