// Starts Millrace as its users do (`npm run dev`) on a free port with its state in a folder under the temp folder.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { startWatchdog } from "../../../scripts/dev/processes.mjs"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const startMaxMs = 120_000
export const adminToken = "black-box-admin-token"

export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A state folder that is removed by `remove`. */
export function stateFolder() {
  const path = mkdtempSync(join(tmpdir(), "millrace-black-box-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/**
 * Starts a server in a process group of its own and waits until it can do work. `env` adds to the environment.
 * `kill` ends the whole group as a crash of the machine would; `stop` asks it to end.
 */
export async function startServer({ state, port, env = {} }) {
  const child = spawn("npm", ["run", "dev", "--silent", "--", "--port", String(port), "--persist-to", state], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ADMIN_TOKEN: adminToken,
      OWNER_EMAIL: "owner@example.com",
      OWNER_PASSWORD: "black box password",
      ...env,
    },
  })
  // A test run that is cut short leaves no server behind.
  startWatchdog().watch(child.pid)
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk))
  const ended = new Promise((resolve) => child.once("exit", resolve))
  const server = {
    url: `http://127.0.0.1:${port}`,
    port,
    state,
    npm: child.pid,
    ended,
    output: () => output,
    /** The process ids of the parts, from the claim that dev.mjs leaves beside the state. */
    parts: () => JSON.parse(readFileSync(join(state, "claim.json"), "utf8")),
    kill: async () => {
      process.kill(-child.pid, "SIGKILL")
      await ended
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGTERM")
      await ended
    },
  }
  await ready(server, child)
  return server
}

async function ready(server, child) {
  const stepMs = 50
  for (let waited = 0; waited < startMaxMs; waited += stepMs) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${server.output()}`)
    if (server.output().includes("is ready at")) return
    await sleep(stepMs)
  }
  throw new Error(`The server did not start:\n${server.output()}`)
}

/** Whether something answers on the port. */
export async function answers(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) }).catch(
    () => null,
  )
  await answer?.body?.cancel()
  return answer !== null
}

/** Waits until `condition` holds; gives the milliseconds it took, or fails after `maxMs`. */
export async function until(condition, maxMs, stepMs = 20) {
  const begun = performance.now()
  while (!(await condition())) {
    if (performance.now() - begun > maxMs) throw new Error(`Still not so after ${maxMs} ms: ${condition}`)
    await sleep(stepMs)
  }
  return performance.now() - begun
}
