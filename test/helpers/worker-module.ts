interface ModuleRunner {
  import: ((id: string) => Promise<unknown>) & { remembers?: true }
}

/**
 * Makes the test pool remember the Worker's module. It imports it anew for every call of an object, every queue message and
 * every alarm, and asks the process that runs the tests each time where the file is: half of what such a call takes.
 */
export function rememberWorkerModule(): void {
  const mocker = Reflect.get(globalThis, "__vitest_mocker__") as { moduleRunner: ModuleRunner } | undefined
  const runner = mocker?.moduleRunner
  // One runner serves all files; setup is run before each.
  if (runner === undefined || runner.import.remembers) return
  const importAnew = runner.import.bind(runner)
  const known = new Map<string, unknown>()
  const remembering: ModuleRunner["import"] = async (id) => {
    if (!id.endsWith("/src/worker.ts")) return await importAnew(id)
    if (!known.has(id)) known.set(id, await importAnew(id))
    return known.get(id)
  }
  remembering.remembers = true
  runner.import = remembering
}
