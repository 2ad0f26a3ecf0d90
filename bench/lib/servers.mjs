// The two systems that are measured, on the same runtime with the same settings; nothing outside 127.0.0.1.
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { killGroup, startWatchdog } from "../../scripts/dev/processes.mjs"

const root = fileURLToPath(new URL("../..", import.meta.url))
const startMaxMs = 120_000
export const adminToken = "bench-admin-token"

/** The application as `npm run dev` runs it. */
export async function startApp() {
  const { port, state } = await place()
  return await launch({
    port,
    state,
    args: [join(root, "scripts/dev.mjs"), "--port", String(port), "--persist-to", state],
  })
}

/** The bare pipeline, under the same wrangler. */
export async function startBare() {
  const { port, state } = await place()
  const wrangler = [join(root, "node_modules/wrangler/wrangler-dist/cli.js")]
  const common = ["--config", join(root, "bench/bare/wrangler.toml"), "--persist-to", state]
  const migrated = spawnSync(process.execPath, [...wrangler, "d1", "migrations", "apply", "DB", "--local", ...common], {
    env: environment(state),
    encoding: "utf8",
  })
  if (migrated.status !== 0) throw new Error(`${migrated.stdout}${migrated.stderr}`)
  const args = [...wrangler, "dev", ...common, "--port", String(port), "--inspector-port", "0", "--log-level", "error"]
  return await launch({ port, state, args })
}

/** A consumer of emails that only calls the provider. */
export async function startBareSender() {
  const { port, state } = await place()
  const wrangler = join(root, "node_modules/wrangler/wrangler-dist/cli.js")
  const config = ["--config", join(root, "bench/bare-sender/wrangler.toml"), "--persist-to", state]
  const args = [wrangler, "dev", ...config, "--port", String(port), "--inspector-port", "0", "--log-level", "error"]
  return await launch({ port, state, args })
}

function environment(state) {
  return {
    ...process.env,
    CI: "1",
    ADMIN_TOKEN: adminToken,
    OUTBOUND_ALLOW: "127.0.0.1",
    OWNER_EMAIL: "owner@example.com",
    OWNER_PASSWORD: "bench password",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_WRITE_LOGS: "false",
    WRANGLER_REGISTRY_PATH: join(state, "registry"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    X_LOCAL_OBSERVABILITY: "false",
    X_LOCAL_EXPLORER: "false",
  }
}

async function place() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return { port, state: mkdtempSync(join(tmpdir(), "millrace-bench-")) }
}

async function launch({ port, state, args }) {
  const raise = 'ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec "$@"'
  const watchdog = startWatchdog()
  const child = spawn("sh", ["-c", raise, "bench", process.execPath, "--no-warnings", ...args], {
    cwd: root,
    env: environment(state),
    detached: true,
    stdio: ["ignore", "ignore", "inherit"],
  })
  watchdog.watch(child.pid)
  const ended = new Promise((resolve) => child.once("exit", resolve))
  const url = `http://127.0.0.1:${port}`
  await healthy(url)
  return {
    url,
    stop: async () => {
      killGroup(child.pid, "SIGTERM")
      await Promise.race([ended, sleep(5_000)])
      killGroup(child.pid, "SIGKILL")
      rmSync(state, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function healthy(url) {
  for (let waited = 0; waited < startMaxMs; waited += 50) {
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.status === 200) return
    await sleep(50)
  }
  throw new Error(`${url} did not start.`)
}
