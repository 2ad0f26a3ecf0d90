import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers"
import { defineConfig } from "vitest/config"
import { makePdfFonts } from "./scripts/pdf-fonts.mjs"
import { keepTempInMemory } from "./scripts/temp-in-memory.mjs"

keepTempInMemory()

/** What scripts/dev.mjs gives a local system; fixed here, so that tests can name them. */
const bindings = {
  LOCAL: "true",
  TIME_MACHINE: "true",
  PUBLIC_URL: "http://localhost",
  ADMIN_TOKEN: "test-admin-token",
  SECRET_KEY: "dGVzdC1zZWNyZXQta2V5LW9mLXRoaXJ0eS10d28tYnl0",
  OWNER_EMAIL: "owner@example.com",
  OWNER_PASSWORD: "correct horse battery staple",
}

/** Layers that touch nothing of the platform: no bindings, no storage to reset, but the production runtime's own zone table. */
const pure = "test/{core,engine,content,providers}/**/*.test.ts"

/** No test may depend on how fast the machine is; this only ends what hangs. */
const hangsAfterMs = 300_000

export default defineConfig({
  test: {
    reporters: process.env.CI ? ["default", ["json", { outputFile: "test-results/unit.json" }]] : ["default"],
    projects: [
      {
        plugins: [
          cloudflareTest(async () => {
            // The build is not run for tests; documents need their fonts.
            await makePdfFonts("dist/assets")
            const migrations = await readD1Migrations("./migrations")
            return {
              wrangler: { configPath: "./wrangler.toml" },
              miniflare: { bindings: { ...bindings, TEST_MIGRATIONS: migrations } },
            }
          }),
        ],
        test: {
          name: "workerd",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: [pure, "test/architecture/**", "test/e2e/**"],
          setupFiles: ["./test/setup.ts"],
          isolate: false,
          restoreMocks: true,
          testTimeout: hangsAfterMs,
        },
      },
      {
        plugins: [
          cloudflareTest({
            // WebAssembly is imported compiled, as wrangler does it for the other project.
            miniflare: {
              compatibilityDate: "2026-10-20",
              modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
            },
          }),
        ],
        test: { name: "pure", include: [pure], isolate: false, restoreMocks: true, testTimeout: hangsAfterMs },
      },
      {
        // Reads sources only; needs no runtime of ours.
        test: { name: "architecture", include: ["test/architecture/**/*.test.ts"], environment: "node" },
      },
    ],
  },
})
