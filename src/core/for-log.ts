/** What may stand in a log: never the values of a query, which are members' data. */
export function forLog(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const stack = (error.stack ?? error.message).replace(/\nparams:[\s\S]*?(?=\n {4}at |$)/, "")
  return error.cause === undefined ? stack : `${stack}\ncause: ${forLog(error.cause)}`
}
