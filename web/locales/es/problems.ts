/** Problems of flows and fields by their code; what has no line here is shown as the engine says it. */
export const problems: Record<string, string> = {}
