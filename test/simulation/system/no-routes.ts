/** Stands in for `src/routes`: the simulator calls verbs, not pages. */
export function createApp(): { fetch: () => Promise<Response> } {
  return { fetch: () => Promise.reject(new Error("The simulator has no routes")) }
}

/** Nobody opens or clicks by HTTP in a world. */
export function isTracked(): boolean {
  return false
}
