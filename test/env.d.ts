import type { D1Migration } from "cloudflare:test"
import type { Env } from "../src/env"

declare global {
  namespace Cloudflare {
    interface Env extends WorkerEnv {
      TEST_MIGRATIONS: D1Migration[]
    }
    interface GlobalProps {
      mainModule: typeof import("../src/worker")
    }
  }
  interface ImportMeta {
    /** Vite's import by pattern, in the one form the tests use: the text of every file that matches. */
    glob(pattern: string | string[], options: { query: "?raw"; import: "default"; eager: true }): Record<string, string>
  }
}

interface WorkerEnv extends Env {}
