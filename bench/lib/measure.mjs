import { setTimeout as sleep } from "node:timers/promises"

/** Milliseconds until `condition` answers true, asking every `stepMs`. */
export async function timeUntil(condition, { stepMs, maxMs }) {
  const begun = performance.now()
  while (!(await condition())) {
    if (performance.now() - begun > maxMs) throw new Error(`Not done within ${maxMs} ms.`)
    await sleep(stepMs)
  }
  return performance.now() - begun
}

/** Value below which a share of all values lies, by nearest rank. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function chunks(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
}

/** A JSON request; throws on anything but success. */
export async function call(url, { method = "GET", body, headers = {} } = {}) {
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body)
  const answer = await fetch(url, { method, body: text, headers: { "content-type": "application/json", ...headers } })
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? null : await answer.json()
}
