// Every test that needs no browser. The simulator keeps one core busy and the others wait for the runtime most of the time,
// so they run side by side; its report is printed when theirs is.
import { spawn } from "node:child_process"

/** Runs an npm script; gives its exit code. `quiet`: what it says is kept until it ends. */
async function run(script, { quiet = false } = {}) {
  const child = spawn("npm", ["run", script], {
    stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
  })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk))
  const code = await new Promise((resolve) => child.on("close", resolve))
  process.stdout.write(Buffer.concat(said))
  return code ?? 1
}

const simulation = run("test:simulation", { quiet: true })
const codes = [await run("test:unit"), await run("test:black-box"), await simulation]
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0
