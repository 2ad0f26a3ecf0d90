import * as z from "zod"
import { memberIdSchema } from "../../core/profile"
import {
  attendancePageSchema,
  attendanceQuerySchema,
  listAttendance,
  setAttendance,
} from "../../services/occasions/attendance"
import {
  attendanceSchema,
  attendanceViewSchema,
  occasionCreateSchema,
  occasionPatchSchema,
  occasionViewSchema,
} from "../../services/occasions/schema"
import {
  createOccasion,
  getOccasion,
  listOccasions,
  occasionPageSchema,
  removeOccasion,
  updateOccasion,
} from "../../services/occasions/verbs"
import { pageQueryShape } from "../../services/page"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Occasions"
const occasion = { status: 200, schema: occasionViewSchema } as const

export const occasionEndpoints = [
  endpoint({
    method: "post",
    path: "/occasions",
    tag,
    summary: "Create an occasion",
    description: "A dated happening such as a webinar. `at` is an instant, or a local date-time of `timeZone`.",
    needs: "write",
    body: occasionCreateSchema,
    example: {
      name: "Webinar",
      at: "2027-03-16T18:00",
      timeZone: "America/New_York",
      location: "Online",
      segmentId: "SEGMENT_ID",
    },
    answer: { status: 201, schema: occasionViewSchema },
    run: (ctx, { body }) => createOccasion(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/occasions",
    tag,
    summary: "List occasions",
    description: "Newest first.",
    needs: "read",
    query: z.object({ ...pageQueryShape, query: z.string().max(200).optional() }),
    answer: { status: 200, schema: occasionPageSchema },
    run: (ctx, { query }) => listOccasions(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/occasions/{id}",
    tag,
    summary: "Get an occasion",
    needs: "read",
    params: idParams,
    answer: occasion,
    errors: [404],
    run: (ctx, { params }) => getOccasion(ctx, params),
  }),
  endpoint({
    method: "patch",
    path: "/occasions/{id}",
    tag,
    summary: "Change or move an occasion",
    description: "When it moves, runs that wait for it are re-timed, earlier or later.",
    needs: "write",
    params: idParams,
    body: occasionPatchSchema,
    example: { at: "2027-03-17T18:00" },
    answer: occasion,
    errors: [404],
    run: (ctx, { params, body }) => updateOccasion(ctx, { id: params.id, patch: body }),
  }),
  endpoint({
    method: "delete",
    path: "/occasions/{id}",
    tag,
    summary: "Delete an occasion that nothing refers to",
    needs: "write",
    params: idParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removeOccasion(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/occasions/{id}/attendance",
    tag,
    summary: "List who came and who did not",
    description: "By member id.",
    needs: "read",
    params: idParams,
    query: attendanceQuerySchema,
    answer: { status: 200, schema: attendancePageSchema },
    errors: [404],
    run: (ctx, { params, query }) => listAttendance(ctx, { ...params, ...query }),
  }),
  endpoint({
    method: "put",
    path: "/occasions/{id}/attendance/{memberId}",
    tag,
    summary: "Mark a member as attended or absent",
    needs: "write",
    params: z.object({ id: z.string(), memberId: memberIdSchema }),
    body: attendanceSchema,
    example: { status: "attended" },
    answer: { status: 200, schema: attendanceViewSchema },
    errors: [404],
    run: (ctx, { params, body }) => setAttendance(ctx, { ...params, ...body }),
  }),
]
