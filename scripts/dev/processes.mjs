// Processes that must not outlive us, whatever kills whom.
import { execFileSync, spawn } from "node:child_process"
import { readFileSync } from "node:fs"

/** Whether any process of the group is left. */
export function groupAlive(group) {
  try {
    process.kill(-group, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

export function killGroup(group, signal) {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if (error.code !== "ESRCH") throw error
  }
}

/** When a process began, to tell it from a later one with the same id; null when it is gone (or only a zombie). */
export function birthOf(pid) {
  const stat = statOf(pid)
  if (stat) return stat.state === "Z" ? null : stat.birth
  if (process.platform === "linux") return null
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null
  } catch {
    return null // ps ends with 1 when there is no such process
  }
}

/** Our ancestors up to npm, which is gone when this list changes; only ourselves' parent where /proc is lacking. */
export function launchers() {
  const chain = [process.ppid]
  for (let i = 0; i < 3 && process.env.npm_lifecycle_event; i++) {
    const pid = chain.at(-1)
    if (/^npm\b|npm-cli/.test(commandOf(pid))) break
    const stat = statOf(pid)
    if (!stat || stat.parent <= 1) break
    chain.push(stat.parent)
  }
  return chain.join(" ")
}

/**
 * Starts a shell that kills a group as soon as we are gone: it reads from a pipe that only we hold, so the kernel
 * tells it whatever we die of. Write the group's id to its stdin once.
 */
export function startWatchdog() {
  const watch = spawn("sh", ["-c", 'read group && cat >/dev/null; [ -n "$group" ] && kill -s KILL -- "-$group"'], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  watch.stdin.on("error", () => {})
  watch.unref()
  return { watch: (group) => watch.stdin.write(`${group}\n`) }
}

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8")
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
    return { state: fields[0], parent: Number(fields[1]), birth: fields[19] }
  } catch {
    return null // no such process, or no /proc on this system
  }
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  } catch {
    return "" // no such process, or no /proc on this system
  }
}
