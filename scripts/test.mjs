// Every test that needs no browser, or with `--browser` every test, in two lanes beside each other: each waits for the
// runtime or the disk much of the time. What the second lane says is printed when the first is done.
import { spawn } from "node:child_process"
import { parseArgs } from "node:util"

const { values } = parseArgs({ options: { browser: { type: "boolean", default: false } } })

/** Runs npm scripts one after the other; gives each one's exit code and, where `quiet`, what it said. */
async function lane(scripts, { quiet }) {
  const done = []
  for (const script of scripts) done.push(await run(script, quiet ? "pipe" : "inherit"))
  return done
}

async function run(script, output) {
  const child = spawn("npm", ["run", script], { stdio: ["ignore", output, output] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk))
  const code = await new Promise((resolve) => child.on("close", resolve))
  return { code: code ?? 1, said: Buffer.concat(said) }
}

const lanes = [
  lane(values.browser ? ["test:unit", "test:e2e"] : ["test:unit"], { quiet: false }),
  lane(["test:simulation", "test:black-box"], { quiet: true }),
]
const done = (await Promise.all(lanes)).flat()
for (const { said } of done) process.stdout.write(said)
process.exitCode = done.some(({ code }) => code !== 0) ? 1 : 0
