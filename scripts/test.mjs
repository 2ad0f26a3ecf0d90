// Every test that needs no browser, in two lanes beside each other: each waits for the runtime or the disk much of the time. What the second lane says is printed when both are done.
import { spawn } from "node:child_process"
import { keepTempInMemory } from "./temp-in-memory.mjs"

keepTempInMemory()

/** Of about the same length each; how long they were is printed at the end. */
const lanes = [lane(["test:unit"], { quiet: false }), lane(["test:simulation", "test:black-box"], { quiet: true })]
const done = (await Promise.all(lanes)).flat()
for (const { said } of done) process.stdout.write(said)
for (const { script, code, seconds } of done) {
  console.log(`${script}: ${code === 0 ? "passed" : "failed"} in ${seconds} s`)
}
process.exitCode = done.some(({ code }) => code !== 0) ? 1 : 0

/** Runs npm scripts one after the other; gives what became of each. */
async function lane(scripts, { quiet }) {
  const results = []
  for (const script of scripts) results.push(await run(script, quiet ? "pipe" : "inherit"))
  return results
}

async function run(script, output) {
  const started = performance.now()
  const child = spawn("npm", ["run", script], { stdio: ["ignore", output, output] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk))
  const code = await new Promise((resolve) => child.on("close", resolve))
  const seconds = Math.round((performance.now() - started) / 1000)
  return { script, code: code ?? 1, seconds, said: Buffer.concat(said) }
}
