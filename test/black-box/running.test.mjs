import assert from "node:assert/strict"
import { statSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { answers, freePort, startServer, stateFolder, until } from "./helpers/server.mjs"

/** Nothing may serve the port this long after its server was killed. */
const orphanMaxMs = 1_000
const ownerOnly = 0o600

describe("OPS-1 running", () => {
  const state = stateFolder()
  let port
  before(async () => {
    port = await freePort()
  })
  after(() => state.remove())

  it("says where it is and how to sign in, and keeps its secrets from others", async () => {
    const server = await startServer({ state: state.path, port })
    assert.match(server.output(), new RegExp(`http://localhost:${port}`))
    assert.match(server.output(), /owner@example\.com/)
    assert.equal(statSync(join(state.path, "worker.env")).mode & 0o777, ownerOnly)
    await server.stop()
    assert.equal(await answers(port), false)
  })

  for (const [victim, pidOf] of [
    ["npm", (server) => server.npm],
    ["dev.mjs", (server) => server.parts().pid],
    ["wrangler", (server) => server.parts().group],
  ]) {
    it(`REC-01 leaves nothing behind when ${victim} is killed, and starts again at once`, async () => {
      const server = await startServer({ state: state.path, port })
      process.kill(pidOf(server), "SIGKILL")
      await until(async () => !(await answers(port)), orphanMaxMs)
      const again = await startServer({ state: state.path, port })
      assert.equal(await answers(port), true)
      await again.stop()
      await server.ended
    })
  }

  it("REC-01 starts again at once after the whole group was killed", async () => {
    const server = await startServer({ state: state.path, port })
    await server.kill()
    const again = await startServer({ state: state.path, port })
    assert.equal(await answers(port), true)
    await again.stop()
  })

  it("refuses a second server on the same state", async () => {
    const server = await startServer({ state: state.path, port })
    await assert.rejects(startServer({ state: state.path, port: await freePort() }), /already runs/)
    await server.stop()
  })
})
