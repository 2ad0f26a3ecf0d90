import { applyD1Migrations, reset } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { beforeEach } from "vitest"
import { forgetAmbient } from "../src/platform/ambient"
import { forgetClock } from "../src/platform/clock"
import { forgetCompany } from "../src/platform/company"
import { forgetDefinitions } from "../src/platform/definitions"

// All files share one workerd (about four times faster); every test starts on empty storage.
beforeEach(async () => {
  forgetClock()
  forgetDefinitions()
  forgetAmbient()
  forgetCompany()
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})
