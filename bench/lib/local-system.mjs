// The application on a folder of its own whose D1 file can be opened while it is down: filled by SQL, and then measured.
import { spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))
const startMaxMs = 120_000
export const adminToken = "large-admin-token"

/** The folder's system, not started yet. `env`: more variables of its process. */
export function localSystem({ port, state, env: more = {} }) {
  const url = `http://127.0.0.1:${port}`
  const headers = { authorization: `Bearer ${adminToken}` }
  let child = null

  const isUp = async () => {
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    await answer?.body?.cancel()
    return answer?.status === 200
  }
  return {
    url,
    headers,
    async start() {
      const args = [join(root, "scripts/dev.mjs"), "--port", String(port), "--persist-to", state]
      const env = { ...process.env, ADMIN_TOKEN: adminToken, CI: "1", ...more }
      const io = { cwd: root, env, detached: true, stdio: ["ignore", "ignore", "inherit"] }
      child = spawn(process.execPath, args, io)
      for (let waited = 0; waited < startMaxMs; waited += 200) {
        await sleep(200)
        if (await isUp()) return
      }
      throw new Error("The system did not start")
    },
    async stop() {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once("exit", resolve))
      process.kill(-child.pid, "SIGTERM")
      await gone
      await sleep(500)
    },
    /** A request of the API and its JSON; throws on anything but success. */
    async call(method, path, body) {
      const sent = { method, headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) } }
      const answer = await fetch(`${url}/api/v1${path}`, body ? { ...sent, body: JSON.stringify(body) } : sent)
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return text === "" ? null : JSON.parse(text)
    },
    /** D1's own file: only while the system is down. */
    openDatabase() {
      const folder = join(state, "v3/d1/miniflare-D1DatabaseObject")
      const file = readdirSync(folder).find((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite")
      return new DatabaseSync(join(folder, file))
    },
    /** Megabytes that the runtime holds in memory now. */
    memory: () => sum(runtimeOf(child), (pid) => Number(readOf(pid, "statm").split(" ")[1])) * (4096 / 1e6),
    /** Seconds of processor time that the runtime has used: on a busy machine they say more than the clock. */
    cpuSeconds: () => sum(runtimeOf(child), (pid) => statOf(pid).ticks) / 100,
  }
}

function sum(list, of) {
  return list.reduce((total, one) => total + of(one), 0)
}

/** The runtime is the child of the child of the script that started it. */
function runtimeOf(child) {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  const all = new Map(processes.map((pid) => [pid, statOf(pid)]))
  return processes.filter((pid) => {
    const { name, parent } = all.get(pid)
    return name === "workerd" && all.get(parent)?.parent === String(child.pid)
  })
}

function statOf(pid) {
  const [, name, rest = ""] = /\((.*)\) (.*)/s.exec(readOf(pid, "stat")) ?? []
  const fields = rest.split(" ")
  return { name, parent: fields[1], ticks: Number(fields[11]) + Number(fields[12]) }
}

/** A file of a process; empty when the process has gone meanwhile. */
function readOf(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1")
  } catch {
    return ""
  }
}
