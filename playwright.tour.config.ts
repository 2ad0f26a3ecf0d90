import { defineConfig } from "@playwright/test"
import base from "./playwright.config"

/** `npm run tour`: a picture of every page in every way of looking, in /tmp/tour (TOUR_DIR). */
export default defineConfig({
  ...base,
  testDir: "test/tour",
  outputDir: "test-results/tour",
  reporter: "list",
  // One after the other: the system is furnished in between, and what was wrong is told last.
  fullyParallel: false,
})
