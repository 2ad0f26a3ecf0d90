// Applies the D1 migrations to a local state directory; remembers what it applied, since asking wrangler takes seconds.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** @param wrangler `(...args) => [command, args, options]` */
export function applyMigrations(root, state, wrangler) {
  const mark = join(state, "migrations.sha256")
  const present = digest(join(root, "migrations"))
  if (existsSync(join(state, "v3/d1")) && existsSync(mark) && readFileSync(mark, "utf8") === present) return
  const [command, args, options] = wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", state)
  const { status, stdout, stderr } = spawnSync(command, args, { ...options, encoding: "utf8" })
  if (status !== 0) throw new Error(`The migrations could not be applied.\n${stdout}${stderr}`)
  writeFileSync(mark, present)
}

function digest(folder) {
  const hash = createHash("sha256")
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith(".sql"))
    .sort()) {
    hash.update(name).update(readFileSync(join(folder, name)))
  }
  return hash.digest("hex")
}
