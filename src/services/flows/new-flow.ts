/** What a new campaign flow starts with: a start step and an End (FLOW-2). */
export function newFlow(): unknown {
  return {
    start: "start",
    steps: {
      start: { type: "delay", name: "Start", delay: { for: "PT0S" }, outcomes: { done: "end" } },
      end: { type: "end", name: "End", outcomes: {} },
    },
  }
}
