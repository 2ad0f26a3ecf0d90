import { tmpdir } from "node:os"
import { join } from "node:path"
import { defineConfig } from "@playwright/test"
import { keepTempInMemory } from "./scripts/temp-in-memory.mjs"

keepTempInMemory()

/** `E2E_PORT` lets two runs share a machine. */
const port = Number(process.env.E2E_PORT ?? 8861)
const state = join(tmpdir(), `millrace-e2e-${port}`)

export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results/e2e",
  fullyParallel: true,
  // One clock for all: whoever moves it ends the sessions of others.
  workers: 1,
  forbidOnly: !!process.env.CI,
  reporter: process.env.CI ? [["line"], ["json", { outputFile: "test-results/e2e.json" }]] : "list",
  use: {
    baseURL: `http://localhost:${port}`,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: `rm -rf ${state} && node scripts/dev.mjs --port ${port} --persist-to ${state}`,
    url: `http://localhost:${port}/healthz`,
    env: {
      ADMIN_TOKEN: "e2e-admin-token",
      OWNER_EMAIL: "owner@example.com",
      OWNER_PASSWORD: "correct horse battery staple",
    },
    timeout: 120_000,
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
})
