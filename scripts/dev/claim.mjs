// One server at a time on one state directory: what a killed one left behind is cleared away before the next starts.
import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { birthOf, groupAlive, killGroup } from "./processes.mjs"

const waitMaxMs = 10_000
const stepMs = 25

/** Waits until nothing of an earlier server uses `state`; throws when a living one does. */
export async function clearState(state) {
  const before = readClaim(state)
  if (!before) return
  if (birthOf(before.pid) === before.birth)
    throw new Error(`Millrace already runs on ${state} (process ${before.pid}).`)
  const leaderBirth = birthOf(before.group)
  const ours = leaderBirth === null || leaderBirth === before.groupBirth
  if (!ours || !groupAlive(before.group)) return
  killGroup(before.group, "SIGKILL")
  await until(() => !groupAlive(before.group))
}

/** Notes that this process and the group of `group` use `state`. */
export function claimState(state, group) {
  const claim = { pid: process.pid, birth: birthOf(process.pid), group, groupBirth: birthOf(group) }
  writeFileSync(join(state, "claim.json"), JSON.stringify(claim))
}

/** Waits until `port` can be listened on. */
export async function portFree(port) {
  if (!(await until(() => canListen(port)))) throw new Error(`Port ${port} is in use.`)
}

function readClaim(state) {
  try {
    return JSON.parse(readFileSync(join(state, "claim.json"), "utf8"))
  } catch {
    return null // none, or cut short by a kill: then its group was never started
  }
}

async function canListen(port) {
  const server = createServer()
  try {
    await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve))
    return true
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error
    return false
  } finally {
    server.close()
  }
}

async function until(condition) {
  for (let waited = 0; waited < waitMaxMs; waited += stepMs) {
    if (await condition()) return true
    await sleep(stepMs)
  }
  return false
}
