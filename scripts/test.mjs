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
  const started = performance.now()
  const code = await new Promise((resolve) => child.on("close", resolve))
  const seconds = Math.round((performance.now() - started) / 1000)
  return { script, code: code ?? 1, seconds, said: Buffer.concat(said) }
}

// Lanes of about the same length: the durations are printed at the end.
const [first, second] = values.browser
  ? [
      ["test:unit", "test:simulation"],
      ["test:black-box", "test:e2e"],
    ]
  : [["test:unit"], ["test:simulation", "test:black-box"]]
const lanes = [lane(first, { quiet: false }), lane(second, { quiet: true })]
const done = []
  for (const script of scripts) done.push(await run(script, quiet ? "pipe" : "inherit"))
  return done
}

async function run(script, output) {
  const child = spawn("npm", ["run", script], { stdio: ["ignore", output, output] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk))
  const started = performance.now()
  const code = await new Promise((resolve) => child.on("close", resolve))
  const seconds = Math.round((performance.now() - started) / 1000)
  return { script, code: code ?? 1, seconds, said: Buffer.concat(said) }
}

const lanes = [
  lane(values.browser ? ["test:unit", "test:e2e"] : ["test:unit"], { quiet: false }),
  lane(["test:simulation", "test:black-box"], { quiet: true }),
]
const done = (await Promise.all(lanes)).flat()
for (const { said } of done) process.stdout.write(said)
for (const { script, code, seconds } of done) console.log(`${script}: ${code === 0 ? "passed" : "failed"} in ${seconds} s`)
process.exitCode = done.some(({ code }) => code !== 0) ? 1 : 0
