// Says what failed and why, adds up what the test runners have written, and prints the last line of .ci/run.
// The argument is 1 when a step has failed: then there is at least one failure, whatever the reports say.
import { readFileSync } from "node:fs"

/** What each report says, as { passed, failed, failures: [{ title, message }] }. */
const reports = {
  unit: ({ numPassedTests, numFailedTests, testResults }) => {
    // A file that could not be loaded has no tests to count.
    const unloaded = testResults.filter(
      ({ status, assertionResults }) =>
        status === "failed" && !assertionResults.some((test) => test.status === "failed"),
    )
    const tests = testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === "failed")
        .map(({ fullName, failureMessages }) => ({
          title: `${name}: ${fullName}`,
          message: failureMessages.join("\n"),
        })),
    )
    const files = unloaded.map(({ name, message }) => ({ title: name, message }))
    return { passed: numPassedTests, failed: numFailedTests + files.length, failures: [...tests, ...files] }
  },
  simulation: (report) => report,
  "black-box": (report) => report,
  e2e: ({ stats, suites, errors }) => {
    const specs = suites.flatMap(function specsOf({ specs, suites = [] }) {
      return [...specs, ...suites.flatMap(specsOf)]
    })
    const failures = specs
      .filter(({ ok }) => !ok)
      .map(({ file, title, tests }) => {
        const said = tests.flatMap(({ results }) => results.flatMap((result) => result.errors ?? []))
        return { title: `${file}: ${title}`, message: said.map((error) => error.message).join("\n") }
      })
    const outside = errors.map(({ message }) => ({ title: "outside of any test", message }))
    return {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + outside.length,
      failures: [...failures, ...outside],
    }
  },
}

let passed = 0
let failed = 0
for (const [name, read] of Object.entries(reports)) {
  try {
    const report = read(JSON.parse(readFileSync(`test-results/${name}.json`, "utf8")))
    passed += report.passed
    failed += report.failed
    for (const { title, message } of report.failures) console.log(`── failed: ${name}: ${title}\n${message}\n`)
  } catch (error) {
    console.log(`── failed: no report of the ${name} tests: ${error.message}`)
    failed += 1
  }
}
if (process.argv[2] === "1" && failed === 0) failed = 1
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
