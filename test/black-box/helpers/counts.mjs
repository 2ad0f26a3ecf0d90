// Reporter for node --test: how many tests passed and failed, as JSON.
// biome-ignore lint/style/noDefaultExport: Node asks for the default export of a reporter
export default async function* counts(events) {
  let passed = 0
  let failed = 0
  for await (const { type, data } of events) {
    if (data?.details?.type === "suite") continue
    if (type === "test:pass") passed++
    if (type === "test:fail") failed++
  }
  yield JSON.stringify({ passed, failed })
}
