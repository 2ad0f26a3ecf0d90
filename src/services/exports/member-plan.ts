import { type SQL, sql } from "drizzle-orm"
import { own } from "../../engine/own"
import type { Profile } from "../../engine/types"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"
import { searched } from "../members/searched"
import { attributeField, chooseFields, kindsOf, wants } from "./choose"
import { type ExportPlan, pageRows } from "./plan"
import { checkSegment } from "./request"

interface MemberRow {
  id: string
  profile: Partial<Profile>
  createdAt: number
  updatedAt: number
  /** Names of the segments that the member is in. */
  segments: string[]
}

const { text, instant } = kindsOf<MemberRow, "segments" | "profile">()

const known = {
  memberId: text((row) => row.id),
  email: text((row) => row.profile.email ?? null),
  phone: text((row) => row.profile.phone ?? null),
  locale: text((row) => row.profile.locale ?? null),
  timeZone: text((row) => row.profile.timeZone ?? null),
  segments: { type: "any" as const, wants: "segments" as const, read: (row: MemberRow) => row.segments },
  createdAt: instant((row) => row.createdAt),
  updatedAt: instant((row) => row.updatedAt),
}

export const memberExportFields = Object.keys(known) as (keyof typeof known)[]
export const memberDefaults = ["memberId", "email", "phone", "locale", "timeZone", "createdAt"] as const

/** Which members are wanted. */
export interface MemberExportFilter {
  query?: string | undefined
  segmentId?: string | undefined
}

/** The export of members: one row each, as they are now in the read model. @throws invalid */
export async function planMembers(
  ctx: Pick<Ctx, "db">,
  { query, segmentId }: MemberExportFilter,
  names: readonly string[] | null,
): Promise<ExportPlan> {
  const fields = chooseFields(names ?? memberDefaults, (name) => own(known, name) ?? attributeField<MemberRow>(name))
  const segment = segmentId === undefined || segmentId === everyoneId ? null : segmentId
  if (segment !== null) await checkSegment(ctx, segment)
  const found = query ? sql` AND ${searched(query, 0).anywhere}` : sql``
  // Of a segment, its own index leads to its members.
  const [from, id] =
    segment === null
      ? [sql`members WHERE true`, sql`members.id`]
      : [
          sql`memberships s CROSS JOIN members ON members.id = s.member_id WHERE s.segment_id = ${segment} AND s.member = 1`,
          sql`s.member_id`,
        ]
  const segmentsSql = wants(fields, "segments") ? segmentNames : sql`NULL`
  return {
    name: "members",
    columns: fields,
    count: async () => (await ctx.db.all<{ n: number }>(sql`SELECT count(*) AS n FROM ${from}${found}`))[0]?.n ?? 0,
    page: async (after) => {
      const rows = await ctx.db.all<StoredMember>(
        sql`SELECT members.id, members.profile, members.created_at AS createdAt, members.updated_at AS updatedAt, ${segmentsSql} AS segments
          FROM ${from} AND ${id} > ${after ?? ""}${found} ORDER BY ${id} LIMIT ${pageRows}`,
      )
      return {
        rows: rows.map(memberOf).map((row) => fields.map((field) => field.read(row))),
        last: rows.at(-1)?.id ?? null,
      }
    },
  }
}

const segmentNames: SQL = sql`(SELECT json_group_array(g.name) FROM segments g CROSS JOIN memberships i ON i.segment_id = g.id
  WHERE i.member_id = members.id AND i.member = 1)`

type StoredMember = Pick<MemberRow, "id" | "createdAt" | "updatedAt"> & { profile: string; segments: string | null }

function memberOf({ profile, segments, ...row }: StoredMember): MemberRow {
  return {
    ...row,
    profile: JSON.parse(profile) as Partial<Profile>,
    segments: segments === null ? [] : (JSON.parse(segments) as string[]).toSorted(),
  }
}
