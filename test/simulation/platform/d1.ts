import { readdirSync, readFileSync } from "node:fs"
import { DatabaseSync, type StatementSync } from "node:sqlite"

type Value = string | number | bigint | null | Uint8Array

interface Outcome {
  results: unknown[]
  success: true
  meta: { changes: number; last_row_id: number; rows_read: number; rows_written: number; duration: number }
}

/** SQLite in memory with our real migrations: the one database of a world, which outlives its processes. */
export class Database {
  /** Rows changed so far: tells whether anything was written. */
  writes = 0
  private readonly sqlite = new DatabaseSync(":memory:")
  private readonly prepared = new Map<string, StatementSync>()
  private readonly preparedRaw = new Map<string, StatementSync>()

  constructor(migrations: string) {
    this.sqlite.exec("PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")
    this.sqlite.exec(migrations)
  }

  /** Runs statements as one transaction. */
  batch(statements: readonly { sql: string; values: readonly Value[] }[]): Outcome[] {
    this.sqlite.exec("BEGIN")
    try {
      const outcomes = statements.map(({ sql, values }) => this.run(sql, values))
      this.sqlite.exec("COMMIT")
      return outcomes
    } catch (error) {
      this.sqlite.exec("ROLLBACK")
      throw error
    }
  }

  run(sql: string, values: readonly Value[]): Outcome {
    const results = this.statement(this.prepared, sql).all(...values)
    return { results, success: true, meta: this.meta(sql) }
  }

  /** Rows as lists of values, as drizzle asks for them. */
  raw(sql: string, values: readonly Value[]): unknown[] {
    const statement = this.statement(this.preparedRaw, sql)
    statement.setReturnArrays(true)
    const rows = statement.all(...values)
    this.meta(sql)
    return rows
  }

  /** Rows for the simulator itself: reads without being seen. */
  look<T>(sql: string, ...values: Value[]): T[] {
    return this.statement(this.prepared, sql).all(...values) as T[]
  }

  close(): void {
    this.sqlite.close()
  }

  private meta(sql: string): Outcome["meta"] {
    const writes = !/^\s*select/i.test(sql)
    const row = writes ? (this.statement(this.prepared, "SELECT changes() AS n").get() as { n: number }) : { n: 0 }
    this.writes += row.n
    return { changes: row.n, last_row_id: 0, rows_read: 0, rows_written: row.n, duration: 0 }
  }

  private statement(cache: Map<string, StatementSync>, sql: string): StatementSync {
    const known = cache.get(sql)
    if (known !== undefined) return known
    const statement = this.sqlite.prepare(sql)
    cache.set(sql, statement)
    return statement
  }
}

/** The project's migrations in order, as one script. */
export function readMigrations(root: string): string {
  const folder = `${root}/migrations`
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
  return files.map((name) => readFileSync(`${folder}/${name}`, "utf8")).join(";\n")
}

/** How an isolate reaches the database. */
export interface Line {
  /** The world may delay an operation, lose it or its answer, or let its caller die. */
  carry: <T>(effect: () => T) => Promise<T>
  /** Is told of every batch the moment it takes effect. */
  looked: (statements: readonly Bound[]) => void
}

/** The D1 binding as one isolate has it. */
export function d1Binding(database: Database, { carry, looked }: Line): object {
  return {
    prepare: (sql: string) => statementOf(database, carry, { sql, values: [] }),
    batch: async (statements: { bound: Bound }[]) => {
      const all = statements.map(({ bound }) => bound)
      return await carry(() => {
        looked(all)
        return asD1(() => database.batch(all))
      })
    },
    exec: async (sql: string) => await carry(() => asD1(() => database.run(sql, []))),
  }
}

export interface Bound {
  sql: string
  values: readonly Value[]
}

function statementOf(database: Database, carry: Line["carry"], bound: Bound): object {
  const run = async () => await carry(() => asD1(() => database.run(bound.sql, bound.values)))
  return {
    bound,
    bind: (...values: unknown[]) => statementOf(database, carry, { sql: bound.sql, values: values.map(bindable) }),
    all: run,
    run,
    first: async (column?: string) => {
      const [row] = (await run()).results as Record<string, unknown>[]
      if (row === undefined) return null
      return column === undefined ? row : row[column]
    },
    raw: async () => await carry(() => asD1(() => database.raw(bound.sql, bound.values))),
  }
}

/** Whole numbers are integers in D1; node:sqlite would make them floating. */
function bindable(value: unknown): Value {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value === "boolean") return value ? 1n : 0n
  if (value === null || typeof value === "string" || typeof value === "bigint") return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`D1_TYPE_ERROR: Type '${typeof value}' not supported`)
}

function asD1<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new Error(`D1_ERROR: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
