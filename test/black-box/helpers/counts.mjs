// Reporter for node --test: how many tests passed and failed, and what the failed ones said, as JSON.
// biome-ignore lint/style/noDefaultExport: Node asks for the default export of a reporter
export default async function* counts(events) {
  let passed = 0
  const failures = []
  for await (const { type, data } of events) {
    // A suite repeats what its tests say, unless it could not begin.
    if (data?.details?.type === "suite" && data.details.error?.failureType !== "hookFailed") continue
    if (type === "test:pass") passed++
    if (type === "test:fail") {
      const { error } = data.details
      failures.push({ title: `${data.file}: ${data.name}`, message: String(error?.cause?.stack ?? error) })
    }
  }
  yield JSON.stringify({ passed, failed: failures.length, failures })
}
