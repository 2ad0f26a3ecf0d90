// npm run dev: the whole of Millrace on this machine (contract.md, "Running it").
// Options: --port N (8787), --persist-to DIR (.wrangler/state).
import { spawn } from "node:child_process"
import { existsSync, mkdirSync } from "node:fs"
import { delimiter, join, relative, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { claimState, clearState, portFree } from "./dev/claim.mjs"
import { loadVars, writeEnvFile } from "./dev/dev-vars.mjs"
import { applyMigrations } from "./dev/migrations.mjs"
import { groupAlive, killGroup, launchers, startWatchdog } from "./dev/processes.mjs"

const launcherCheckMs = 100
const healthCheckMs = 40
const startMaxMs = 120_000
const stopMaxMs = 3_000

const root = fileURLToPath(new URL("..", import.meta.url))
process.chdir(root)
const { values } = parseArgs({
  options: { port: { type: "string", default: "8787" }, "persist-to": { type: "string", default: ".wrangler/state" } },
})
const port = Number(values.port)
if (!Number.isInteger(port) || port < 1 || port > 65_535) fail(`--port must be a number from 1 to 65535.`)
const state = resolve(values["persist-to"])
const url = `http://localhost:${port}`

try {
  await start()
} catch (error) {
  fail(error.message)
}

async function start() {
  mkdirSync(state, { recursive: true })
  await clearState(state)
  await portFree(port)
  const { vars, fromEnvironment } = loadVars(join(root, ".dev.vars"), process.env)
  const envFile = join(state, "worker.env")
  writeEnvFile(envFile, { ...vars, LOCAL: "true", TIME_MACHINE: "true", PUBLIC_URL: url })
  applyMigrations(root, state, wrangler)
  const server = serve(envFile)
  await healthy(server)
  announce(vars, fromEnvironment)
}

/** How to call wrangler under the Node it needs (the machine's may be older), quietly and with no network. */
function wrangler(...args) {
  const ownNode = join(root, "node_modules/node/bin/node")
  const cli = [existsSync(ownNode) ? ownNode : process.execPath, "--no-warnings"]
  cli.push(join(root, "node_modules/wrangler/wrangler-dist/cli.js"), ...args)
  const env = {
    ...process.env,
    PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
    CI: "1", // never asks anything
    WRANGLER_HIDE_BANNER: "true", // which would ask the registry for a newer version
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_SEND_ERROR_REPORTS: "false",
    WRANGLER_WRITE_LOGS: "false",
    WRANGLER_REGISTRY_PATH: join(state, "registry"), // several servers beside each other do not look for one another
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    X_LOCAL_OBSERVABILITY: "false", // tracing makes calls to objects many times slower
    X_LOCAL_EXPLORER: "false",
  }
  for (const name of ["ADMIN_TOKEN", "SECRET_KEY", "SECRET_KEYS_OLD", "OWNER_EMAIL", "OWNER_PASSWORD"]) delete env[name]
  // An open object holds three file descriptors: take all that the system gives.
  const raise = 'ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec "$@"'
  return ["sh", ["-c", raise, "millrace", ...cli], { cwd: root, env }]
}

function serve(envFile) {
  const watchdog = startWatchdog()
  const [command, args, options] = wrangler(
    ...["dev", "--port", String(port), "--persist-to", state, "--env-file", envFile],
    ...[
      "--inspector-port",
      "0",
      "--log-level",
      process.env.WRANGLER_LOG ?? "error",
      "--show-interactive-dev-session=false",
    ],
  )
  // A group of its own, so that all it starts can be ended together.
  const server = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "inherit", "inherit"] })
  if (!server.pid) throw new Error("wrangler could not be started.")
  watchdog.watch(server.pid)
  claimState(state, server.pid)
  server.once("exit", (code) => {
    killGroup(server.pid, "SIGKILL")
    process.exit(server.stopping ? 0 : code || 1)
  })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop(server))
  stopWithLauncher(server)
  return server
}

async function stop(server) {
  if (server.stopping) return
  server.stopping = true
  killGroup(server.pid, "SIGTERM")
  for (let waited = 0; waited < stopMaxMs && groupAlive(server.pid); waited += healthCheckMs) await sleep(healthCheckMs)
  killGroup(server.pid, "SIGKILL")
  process.exit(0)
}

/** npm that is killed outright tells nobody: notice that we have become another's child. */
function stopWithLauncher(server) {
  const first = launchers()
  const timer = setInterval(() => {
    if (!process.env.npm_lifecycle_event || launchers() === first) return
    killGroup(server.pid, "SIGKILL")
    process.exit(1)
  }, launcherCheckMs)
  timer.unref()
}

async function healthy(server) {
  for (let waited = 0; waited < startMaxMs; waited += healthCheckMs) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => null,
    )
    await answer?.body?.cancel()
    if (answer?.status === 200) return
    await sleep(healthCheckMs)
  }
  killGroup(server.pid, "SIGKILL")
  throw new Error(`${url}/healthz did not answer 200 within ${startMaxMs / 1000} s.`)
}

function announce(vars, fromEnvironment) {
  const where = (name) => `${name} in ${fromEnvironment.includes(name) ? "the environment" : ".dev.vars"}`
  console.log(`
  Millrace is ready at ${url}

  Sign in     ${url}/sign-in
  Email       ${vars.OWNER_EMAIL}
  Password    ${where("OWNER_PASSWORD")}
  API token   ${where("ADMIN_TOKEN")} (Authorization: Bearer …; the sign-in page takes it too)
  State       ${relative(root, state).startsWith("..") ? state : relative(root, state)}
`)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
