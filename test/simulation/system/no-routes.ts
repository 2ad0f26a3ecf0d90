/** Stands in for `src/routes/app.ts`: the simulator calls verbs, not pages. */
export function createApp(): { fetch: () => Promise<Response> } {
  return { fetch: () => Promise.reject(new Error("The simulator has no routes")) }
}
