// Every test that needs no browser, two kinds beside each other: each waits for the runtime or the disk some of the time.
import { spawn } from "node:child_process"

/** The longest first. The output of the first is seen as it comes, that of the others when all are done. */
const [first, ...others] = ["test:unit", "test:simulation", "test:black-box"]
const waiting = [...others]
const done = (await Promise.all([lane(first), lane(waiting.shift())])).flat()
for (const { said } of done) process.stdout.write(said)
for (const { script, code, seconds } of done) {
  console.log(`${script}: ${code === 0 ? "passed" : "failed"} in ${seconds} s`)
}
process.exitCode = done.some(({ code }) => code !== 0) ? 1 : 0

/** Runs this npm script, then what nobody has begun yet; gives what became of each. */
async function lane(script) {
  const results = []
  for (let next = script; next !== undefined; next = waiting.shift()) results.push(await run(next))
  return results
}

async function run(script) {
  const started = performance.now()
  const output = script === first ? "inherit" : "pipe"
  const child = spawn("npm", ["run", script], { stdio: ["ignore", output, output] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk))
  const code = await new Promise((resolve) => child.on("close", resolve))
  const seconds = Math.round((performance.now() - started) / 1000)
  return { script, code: code ?? 1, seconds, said: Buffer.concat(said) }
}
