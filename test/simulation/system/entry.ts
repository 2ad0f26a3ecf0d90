/** What the simulator runs of the real system, in one bundle; only pages, providers and the platform are replaced. */
export { makeContext } from "../../../src/context"
export { flowSchema } from "../../../src/engine/flow"
export { cancelCampaign } from "../../../src/services/campaigns/cancel"
export { createCampaign } from "../../../src/services/campaigns/create"
export { pauseCampaign } from "../../../src/services/campaigns/pause"
export { publishCampaign } from "../../../src/services/campaigns/publish"
export { resumeCampaign } from "../../../src/services/campaigns/resume"
export { updateCampaign } from "../../../src/services/campaigns/update"
export { saveFlow } from "../../../src/services/flows/save"
export { accept } from "../../../src/services/ingest/accept"
export { setConsent } from "../../../src/services/members/consent"
export { putMember } from "../../../src/services/members/put"
export { createMessage } from "../../../src/services/messages/verbs"
export { createHolder } from "../../../src/services/policy-holders/verbs"
export { createSegment } from "../../../src/services/segments/create"
export { CampaignObject, default as worker, MemberObject, SystemObject } from "../../../src/worker"

export type SystemExports = typeof import("./entry")
