import type { MemberPlan } from "./scenario"

/** Files of members, as outside systems send them (MEM-3); the first line of each is broken and makes nobody. */

/** Columns of files, as people send them. */
const columns = ["email", "phone", "timeZone", "plan", "balance", "renewal"]

export function csvOf(rows: readonly MemberPlan[]): string {
  const lines = rows.map(({ id, profile }) => {
    const cells = columns.map((name) => profile[name as "email"] ?? profile.attributes?.[name] ?? "")
    return [id, ...cells].join(",")
  })
  return [["id", ...columns].join(","), "broken,not-an-address", ...lines, ""].join("\r\n")
}

export function ndjsonOf(rows: readonly MemberPlan[]): string {
  const lines = rows.map(({ id, profile }) => JSON.stringify({ id, ...profile }))
  return ['{"id":"broken","email":"not-an-address"}', ...lines, ""].join("\n")
}

/** A stream that is read without the real machine's clock. */
export function streamOf(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(text))
      controller.close()
    },
  })
}
