// npm run deploy: makes what Millrace needs on Cloudflare (D1 database, queues, bucket, secrets), applies the migrations and
// deploys. Run it again at any time: what is there stays. `--dry-run` says what it would do and checks the build.
// The first time it wants OWNER_EMAIL and OWNER_PASSWORD in the environment: nobody could sign in otherwise.
import { spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const root = fileURLToPath(new URL("..", import.meta.url))
process.chdir(root)
const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } })

/** In the root, since paths in a configuration are relative to it. */
const deployConfig = "wrangler.deploy.toml"
const passedOn = [
  ...["OWNER_EMAIL", "OWNER_PASSWORD", "ADMIN_TOKEN", "PUBLIC_URL", "OUTBOUND_ALLOW", "SECRET_KEYS_OLD"],
  ...["ACCESS_TEAM_DOMAIN", "ACCESS_AUD"],
]

const config = readFileSync("wrangler.toml", "utf8")
const database = /^database_name = "(.+)"$/m.exec(config)[1]
const buckets = [...config.matchAll(/^bucket_name = "(.+)"$/gm)].map((match) => match[1])
const queues = [...new Set([...config.matchAll(/^(?:queue|dead_letter_queue) = "(.+)"$/gm)].map((match) => match[1]))]

try {
  if (values["dry-run"]) dryRun()
  else deploy()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

function dryRun() {
  console.log(
    `Would make where lacking: D1 database ${database}; queues ${queues.join(", ")}; buckets ${buckets.join(", ")}; secret SECRET_KEY.`,
  )
  console.log("Would apply the migrations of migrations/ and deploy this Worker:")
  wrangler(["deploy", "--dry-run", "--outdir", "dist/worker"])
}

function deploy() {
  const secrets = lackingSecrets()
  const id = databaseId() ?? createDatabase()
  for (const queue of queues) create("queue", ["queues", "create", queue])
  for (const bucket of buckets) create("bucket", ["r2", "bucket", "create", bucket])
  const folder = mkdtempSync(join(tmpdir(), "millrace-deploy-"))
  try {
    writeFileSync(deployConfig, config.replace(/^database_id = ".*"$/m, `database_id = "${id}"`))
    const secretsFile = join(folder, "secrets.json")
    writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
    const uploaded = Object.keys(secrets).length > 0 ? ["--secrets-file", secretsFile] : []
    wrangler(["d1", "migrations", "apply", "DB", "--remote", "--config", deployConfig])
    wrangler(["deploy", "--config", deployConfig, ...uploaded])
  } finally {
    rmSync(deployConfig, { force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Secrets to upload: those of the environment, and a new SECRET_KEY when there is none; an old one is never replaced. */
function lackingSecrets() {
  const listed = wrangler(["secret", "list", "--format", "json"], { capture: true, mayFail: true })
  const present = listed.status === 0 ? JSON.parse(jsonIn(listed.stdout)).map(({ name }) => name) : []
  const given = passedOn.filter((name) => process.env[name])
  const unknown = ["OWNER_EMAIL", "OWNER_PASSWORD"].filter((name) => !present.includes(name) && !given.includes(name))
  if (unknown.length > 0) throw new Error(`Set ${unknown.join(" and ")} in the environment: they make the first owner.`)
  const secrets = Object.fromEntries(given.map((name) => [name, process.env[name]]))
  if (!present.includes("SECRET_KEY")) secrets.SECRET_KEY = randomBytes(32).toString("base64url")
  return secrets
}

function databaseId() {
  const { stdout } = wrangler(["d1", "list", "--json"], { capture: true })
  return JSON.parse(jsonIn(stdout)).find(({ name }) => name === database)?.uuid ?? null
}

function createDatabase() {
  wrangler(["d1", "create", database])
  const id = databaseId()
  if (!id) throw new Error(`The D1 database ${database} was not made.`)
  return id
}

function create(what, command) {
  const { status, stdout, stderr } = wrangler(command, { capture: true, mayFail: true })
  if (status === 0) console.log(`Made the ${what} ${command.at(-1)}.`)
  else if (!/already (exists|taken|own)/i.test(stdout + stderr)) throw new Error(`${stdout}${stderr}`)
}

function wrangler(args, { capture = false, mayFail = false } = {}) {
  const node = join(root, "node_modules/node/bin/node")
  const result = spawnSync(node, ["--no-warnings", "node_modules/wrangler/wrangler-dist/cli.js", ...args], {
    encoding: "utf8",
    stdio: capture ? ["inherit", "pipe", "pipe"] : "inherit",
    env: { ...process.env, WRANGLER_HIDE_BANNER: "true", WRANGLER_SEND_METRICS: "false" },
  })
  if (result.status !== 0 && !mayFail)
    throw new Error(`wrangler ${args.slice(0, 3).join(" ")} failed.\n${result.stderr ?? ""}`)
  return result
}

/** wrangler may say things before its JSON. */
function jsonIn(text) {
  return text.slice(text.search(/[[{]/))
}
