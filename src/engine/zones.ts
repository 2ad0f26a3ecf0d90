import { IANAZone } from "luxon"
import { dayMs } from "./calendar"

const zonesMax = 600
const daysPerZoneMax = 4_000

interface ZoneTable {
  zone: IANAZone
  /** Offset in ms of UTC days without a change of offset; null for days with one. */
  days: Map<number, number | null>
}

const tables = new Map<string, ZoneTable | null>()

/** Whether the runtime knows this IANA zone (TZ-32). */
export function isZone(name: string | null | undefined): name is string {
  return typeof name === "string" && name !== "" && tableOf(name) !== null
}

/** Offset from UTC in milliseconds that holds in `zone` at an instant. Throws for an unknown zone. */
export function offsetAt(zone: string, instant: number): number {
  const table = tableOf(zone)
  if (!table) throw new Error(`Unknown time zone: ${zone}`)
  const day = Math.floor(instant / dayMs)
  let offset = table.days.get(day)
  if (offset === undefined) {
    const first = table.zone.offset(day * dayMs)
    offset = first === table.zone.offset((day + 1) * dayMs - 1) ? first * 60_000 : null
    if (table.days.size >= daysPerZoneMax) table.days.clear()
    table.days.set(day, offset)
  }
  return offset ?? table.zone.offset(instant) * 60_000
}

function tableOf(name: string): ZoneTable | null {
  const known = tables.get(name)
  if (known !== undefined) return known
  const table = IANAZone.isValidZone(name)
    ? { zone: IANAZone.create(name), days: new Map<number, number | null>() }
    : null
  if (tables.size >= zonesMax) tables.clear()
  tables.set(name, table)
  return table
}
