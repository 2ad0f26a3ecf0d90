// The secrets of a local system: made once in .dev.vars, overridden by the environment, handed to the Worker in a
// file that only its owner can read, so that nothing of them is ever seen in a process list.
import { randomBytes } from "node:crypto"
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs"

const ownerOnly = 0o600
const made = {
  ADMIN_TOKEN: () => `mr_${randomBytes(24).toString("base64url")}`,
  SECRET_KEY: () => randomBytes(32).toString("base64url"),
  OWNER_EMAIL: () => "owner@example.com",
  OWNER_PASSWORD: () => randomBytes(12).toString("base64url"),
}
const passedOn = [...Object.keys(made), "OUTBOUND_ALLOW", "SECRET_KEYS_OLD"]

/** Reads .dev.vars, making it or what it lacks; the environment wins. Gives the variables and which came from where. */
export function loadVars(path, environment) {
  const text = readIfThere(path)
  const kept = parseVars(text ?? "")
  const lacking = Object.keys(made).filter((name) => !kept[name])
  if (text === null) createOnce(path, format(lacking))
  else if (lacking.length > 0)
    writeFileSync(path, `${text.replace(/\n?$/, "\n")}${format(lacking)}`, { mode: ownerOnly })
  const vars = parseVars(readFileSync(path, "utf8"))
  for (const name of passedOn) if (environment[name] !== undefined) vars[name] = environment[name]
  return { vars, fromEnvironment: passedOn.filter((name) => environment[name] !== undefined) }
}

/** Writes variables as a file for wrangler's --env-file. */
export function writeEnvFile(path, vars) {
  rmSync(path, { force: true })
  writeFileSync(
    path,
    Object.entries(vars)
      .map(([name, value]) => `${name}=${quote(name, value)}\n`)
      .join(""),
    {
      mode: ownerOnly,
    },
  )
}

function format(names) {
  return names.map((name) => `${name}=${made[name]()}\n`).join("")
}

/** Two first starts at once must agree: the first to link its file wins. */
function createOnce(path, text) {
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, `# Made by npm run dev. Keep it out of version control.\n${text}`, { mode: ownerOnly })
  try {
    linkSync(temporary, path)
  } catch (error) {
    if (error.code !== "EEXIST") throw error
  } finally {
    rmSync(temporary)
  }
}

function parseVars(text) {
  const lines = text.split("\n").flatMap((line) => /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [])
  const vars = {}
  for (let i = 0; i < lines.length; i += 3) vars[lines[i + 1]] = unquote(lines[i + 2])
  return vars
}

function unquote(value) {
  return /^(["'`])(.*)\1$/.exec(value)?.[2] ?? value
}

/** wrangler reads the file by dotenv, then expands `$`: take a quote that the value lacks and escape the dollars. */
function quote(name, value) {
  const mark = ["'", "`", '"'].find((one) => !value.includes(one))
  if (!mark || /[\r\n]/.test(value)) throw new Error(`${name} may not hold line ends or all three kinds of quotes.`)
  return `${mark}${value.replaceAll("$", "\\$")}${mark}`
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    if (error.code === "ENOENT") return null
    throw error
  }
}
