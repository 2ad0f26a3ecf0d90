import { applyD1Migrations, reset } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { afterAll, beforeEach } from "vitest"
import { forgetAmbient } from "../src/platform/ambient"
import { forgetClock } from "../src/platform/clock"
import { forgetCompany } from "../src/platform/company"
import { forgetDefinitions } from "../src/platform/definitions"
import { workStarted } from "../src/platform/work"
import { wrapPrototypesOnce } from "./helpers/prototypes"
import { rememberWorkerModule } from "./helpers/worker-module"
import { wrap } from "./helpers/wrap"

rememberWorkerModule()
wrapPrototypesOnce()

// What a queue would hold back for a moment comes at once: it must not arrive in the next test.
const undo = wrap(Object.getPrototypeOf(env.QUEUE_ACTIVITY), "sendBatch", (original, self, [messages, options]) => {
  if (!options?.delaySeconds) return original.call(self, messages)
  const bodies = [...messages].map(({ body: { later: _, ...body } }) => body)
  workStarted(bodies.length)
  return original.call(
    self,
    bodies.map((body) => ({ body })),
  )
})
// This file is run anew before each test file.
afterAll(undo)

// All files share one workerd (about four times faster); every test starts on empty storage.
beforeEach(async () => {
  forgetClock()
  forgetDefinitions()
  forgetAmbient()
  forgetCompany()
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})
