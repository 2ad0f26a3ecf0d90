import { Hono } from "hono"
import type { AppEnv } from "../env"
import { pageGuard } from "../guard"
import { accessPages } from "./access"
import { accountPages } from "./account"
import { actsPages } from "./acts"
import { campaignAnalysisPages, overallAnalysisPages } from "./analysis"
import { campaignDataImportPages } from "./campaign-data-import"
import { campaignListPages } from "./campaign-lists"
import { campaignSettingsPages } from "./campaign-settings"
import { campaignPages } from "./campaigns"
import { categoryPages } from "./categories"
import { clientMessagePages } from "./client-messages"
import { companyPages } from "./company"
import { credentialPages } from "./credentials"
import { deadLetterPages } from "./dead-letters"
import { exportPages } from "./exports"
import { flowPages } from "./flow"
import { flowCanvasPages } from "./flow-canvas"
import { flowDryRunPages } from "./flow-dry-run"
import { flowEditPages } from "./flow-edit"
import { flowJsonPages } from "./flow-json"
import { flowPublishPages } from "./flow-publish"
import { flowStepPages } from "./flow-steps"
import { imageLibraryPages } from "./images"
import { importPages } from "./imports"
import { invitePages } from "./invite"
import { listExportPages } from "./list-exports"
import { localPages } from "./local"
import { memberFormPages } from "./member-form"
import { memberPages } from "./members"
import { messageEditorPages, stepMessagePages } from "./message-editor"
import { occasionPages } from "./occasions"
import { operationsPages } from "./operations"
import { peoplePages } from "./people"
import { providerPages } from "./providers"
import { leadTo } from "./respond"
import { savedMessagePages } from "./saved-messages"
import { searchPages } from "./search"
import { segmentFormPages } from "./segment-form"
import { segmentPages } from "./segments"
import { sendingPages } from "./sending"
import { settingsPages } from "./settings"
import { templatePages } from "./templates"
import { workflowPages } from "./workflows"

/** The pages of a flow, which campaigns and workflows share (WF-1). */
const flowRoutes = new Hono<AppEnv>()
  .route("/", flowPages)
  .route("/", flowCanvasPages)
  .route("/", flowEditPages)
  .route("/", flowJsonPages)
  .route("/", flowStepPages)
  .route("/", stepMessagePages)
  .route("/", flowPublishPages)
  .route("/", flowDryRunPages)

/** Pages behind the sign-in: whoever looks needs the right to read, whoever changes something the right to write. */
const guarded = new Hono<AppEnv>()
  .use(pageGuard((method) => (method === "GET" || method === "HEAD" ? "read" : "write")))
  .get("/", (c) => leadTo(c, "/campaigns"))
  .route("/", campaignPages)
  .route("/", campaignSettingsPages)
  .route("/", exportPages)
  .route("/", listExportPages)
  .route("/", campaignDataImportPages)
  .route("/campaigns/:id", flowRoutes)
  .route("/workflows/:id", flowRoutes)
  .route("/", actsPages)
  .route("/campaigns/:id", campaignAnalysisPages)
  .route("/workflows/:id", campaignAnalysisPages)
  .route("/", overallAnalysisPages)
  .route("/", campaignListPages)
  .route("/", savedMessagePages)
  .route("/", messageEditorPages)
  .route("/", templatePages)
  .route("/", imageLibraryPages)
  .route("/", workflowPages)
  .route("/", occasionPages)
  .route("/", categoryPages)
  .route("/", importPages)
  .route("/", memberFormPages)
  .route("/", memberPages)
  .route("/", segmentFormPages)
  .route("/", segmentPages)
  .route("/", operationsPages)
  .route("/", sendingPages)
  .route("/", deadLetterPages)
  .route("/", providerPages)
  .route("/", settingsPages)
  .route("/", clientMessagePages)
  .route("/", companyPages)
  .route("/", peoplePages)
  .route("/", credentialPages)
  .route("/", searchPages)
  .route("/", localPages)

/** All pages of the admin UI. Mount after everything else: it answers every path that is left. */
export const adminPages = new Hono<AppEnv>()
  .route("/", accessPages)
  .route("/", invitePages)
  .route("/", accountPages)
  .route("/", guarded)
