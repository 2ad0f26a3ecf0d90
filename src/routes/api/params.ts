import * as z from "zod"
import { memberIdSchema } from "../../core/profile"

/** Path parameters that several endpoints have. */
export const idParams = z.object({ id: z.string() })
export const memberParams = z.object({ id: memberIdSchema })
export const segmentMemberParams = z.object({ id: z.string(), memberId: memberIdSchema })
export const versionParams = z.object({ id: z.string(), version: z.coerce.number().int().min(1) })
