// Adds up what the test runners have written and prints the last line of .ci/run.
// The argument is 1 when a step has failed: then there is at least one failure, whatever the reports say.
import { readFileSync } from "node:fs"

const reports = {
  unit: ({ numPassedTests, numFailedTests, numFailedTestSuites }) => ({
    passed: numPassedTests,
    // A file that could not be loaded has no tests to count.
    failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0),
  }),
  simulation: ({ passed, failed }) => ({ passed, failed }),
  "black-box": ({ passed, failed }) => ({ passed, failed }),
  e2e: ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }),
}

let passed = 0
let failed = 0
for (const [name, read] of Object.entries(reports)) {
  try {
    const counts = read(JSON.parse(readFileSync(`test-results/${name}.json`, "utf8")))
    passed += counts.passed
    failed += counts.failed
  } catch (error) {
    console.error(`No report of the ${name} tests: ${error.message}`)
    failed += 1
  }
}
if (process.argv[2] === "1" && failed === 0) failed = 1
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
