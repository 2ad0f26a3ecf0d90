import { deserialize, serialize } from "node:v8"

/** What one object has on disk: outlives its memory, its isolate and all crashes. */
export class Disk {
  rows = new Map<string, Buffer>()
  /** What the alarm is set to (epoch ms). */
  alarm: number | null = null

  read<T>(key: string): T | undefined {
    const row = this.rows.get(key)
    return row === undefined ? undefined : (deserialize(row) as T)
  }
}

export interface StorageWatch {
  /** Throws when this commit is to fail. */
  beforeCommit(): void
  alarmChanged(): void
  written(): void
}

/** `ctx.storage` of an object: what our objects use of it. A transaction that throws leaves nothing behind, alarm included. */
export function storageOf(disk: Disk, watch: StorageWatch): object {
  const { written } = watch
  const setAlarm = (at: number | Date): Promise<void> => {
    disk.alarm = Math.round(Number(at))
    watch.alarmChanged()
    return Promise.resolve()
  }
  const deleteAlarm = (): Promise<void> => {
    disk.alarm = null
    watch.alarmChanged()
    return Promise.resolve()
  }
  return {
    kv: {
      get: (key: string) => disk.read(key),
      put: (key: string, value: unknown) => {
        disk.rows.set(key, serialize(value))
        written()
      },
      delete: (key: string) => {
        written()
        return disk.rows.delete(key)
      },
    },
    transactionSync: <T>(work: () => T): T => {
      const before = { rows: new Map(disk.rows), alarm: disk.alarm }
      try {
        const result = work()
        watch.beforeCommit()
        return result
      } catch (error) {
        disk.rows = before.rows
        disk.alarm = before.alarm
        watch.alarmChanged()
        throw error
      }
    },
    getAlarm: () => Promise.resolve(disk.alarm),
    setAlarm,
    deleteAlarm,
    deleteAll: () => {
      disk.rows.clear()
      written()
      return Promise.resolve()
    },
  }
}
