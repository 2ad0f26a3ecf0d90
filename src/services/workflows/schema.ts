import * as z from "zod"
import type { CampaignStatus, DataField } from "../../engine/types"
import { campaignFields, campaignStatuses, nameSchema } from "../campaigns/schema"

export const workflowKinds = ["standalone", "internal"] as const
const triggerSchema = z.strictObject({ event: z.string().min(1).max(200) })

/** The settings that a workflow shares with campaigns: it has neither segments nor dates. */
const { timeZone, lateness, categoryId, groupId, unsubscribe, dataFields } = campaignFields
const sharedFields = { timeZone, lateness, categoryId, groupId, unsubscribe, dataFields }

/** `POST /workflows` (WF-1). */
export const workflowCreateSchema = z
  .strictObject({
    ...z.strictObject(sharedFields).partial().shape,
    name: nameSchema,
    kind: z.enum(workflowKinds).default("standalone"),
    /** The event that starts an internal workflow. */
    trigger: triggerSchema.optional(),
  })
  .superRefine(({ kind, trigger }, { addIssue }) => {
    if (kind === "internal" && trigger === undefined) {
      addIssue({ code: "custom", path: ["trigger"], message: "An internal workflow needs the event that starts it." })
    }
    if (kind === "standalone" && trigger !== undefined) {
      addIssue({
        code: "custom",
        path: ["trigger"],
        message: "A standalone workflow is started by flows, not by an event.",
      })
    }
  })
  .meta({ id: "WorkflowCreate" })
export type WorkflowCreate = z.infer<typeof workflowCreateSchema>

/** `PATCH /workflows/{id}`. */
export const workflowPatchSchema = z
  .strictObject({ ...sharedFields, name: nameSchema, trigger: triggerSchema })
  .partial()
  .meta({ id: "WorkflowPatch" })
export type WorkflowPatch = z.infer<typeof workflowPatchSchema>

/** Who keeps a workflow from being archived. */
export const workflowUserSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["flow", "campaign", "workflow"]),
  /** `attached`: its flow is a version of the workflow; `starts`: its published flow starts it. */
  how: z.enum(["attached", "starts"]),
})
export type WorkflowUser = z.infer<typeof workflowUserSchema>

/** A workflow as the API answers it. */
export const workflowViewSchema = z
  .object({
    id: z.string(),
    kind: z.enum(workflowKinds),
    trigger: triggerSchema.nullable(),
    name: nameSchema,
    status: z.enum(campaignStatuses),
    version: z.number().int().nullable(),
    ...sharedFields,
    lateness: z.string(),
    usedBy: z.array(workflowUserSchema),
    pausedAt: z.iso.datetime().nullable(),
    /** Why the system has paused it; null when a person did. */
    pauseReason: z.enum(["bounces", "complaints"]).nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "Workflow" })

export interface WorkflowView {
  id: string
  kind: (typeof workflowKinds)[number]
  trigger: { event: string } | null
  name: string
  status: CampaignStatus
  /** Published version; null before the first publish. */
  version: number | null
  timeZone: string
  lateness: string
  categoryId: string | null
  groupId: string | null
  unsubscribe: { scope: string; channels: string; landingPage?: string }
  dataFields: DataField[]
  /** Campaigns and flows that use it. */
  usedBy: WorkflowUser[]
  pausedAt: string | null
  pauseReason: "bounces" | "complaints" | null
  createdAt: string
  updatedAt: string
}
