// Every test that needs no browser, in two lanes: the simulator keeps one core busy, the others wait for the runtime most of
// the time. What the second lane says is printed when the first is done.
import { spawn } from "node:child_process"

/** Runs an npm script; gives its exit code and, where `quiet`, what it said. */
async function run(script, { quiet = false } = {}) {
  const output = quiet ? "pipe" : "inherit"
  const child = spawn("npm", ["run", script], { stdio: ["ignore", output, output] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk))
  const code = await new Promise((resolve) => child.on("close", resolve))
  return { code: code ?? 1, said: Buffer.concat(said) }
}

async function secondLane() {
  return [await run("test:simulation", { quiet: true }), await run("test:black-box", { quiet: true })]
}

const second = secondLane()
const done = [await run("test:unit"), ...(await second)]
for (const { said } of done) process.stdout.write(said)
process.exitCode = done.some(({ code }) => code !== 0) ? 1 : 0
