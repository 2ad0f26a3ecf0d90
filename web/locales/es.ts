import type { Texts } from "./en"
import { access } from "./es/access"
import { account } from "./es/account"
import { analysis } from "./es/analysis"
import { auditActions } from "./es/audit-actions"
import { campaigns } from "./es/campaigns"
import { canvas } from "./es/canvas"
import { clientMessages } from "./es/client-messages"
import { common } from "./es/common"
import { company, staff } from "./es/company"
import { details } from "./es/details"
import { explain } from "./es/explain"
import { exports } from "./es/exports"
import { failure, otherProblem } from "./es/failures"
import { flow } from "./es/flow"
import { flowEdit } from "./es/flow-edit"
import { images } from "./es/images"
import { insight } from "./es/insight"
import { messageEditor, templates } from "./es/message-editor"
import { occasions } from "./es/occasions"
import { auditLog, forecast, health, rebuild } from "./es/operations"
import { people } from "./es/people"
import { policies } from "./es/policies"
import { problems } from "./es/problems"
import { brakes, deadLetters, providers } from "./es/providers"
import { refusals } from "./es/refusals"
import { rules } from "./es/rules"
import { savedMessages } from "./es/saved-messages"
import { sending } from "./es/sending"
import { settings } from "./es/settings"
import { stepForms } from "./es/step-forms"
import { steps } from "./es/steps"
import { timeline } from "./es/timeline"
import { workflows } from "./es/workflows"

export const es: Texts = {
  ...common,
  campaigns,
  canvas,
  details,
  flow,
  flowEdit,
  people,
  savedMessages,
  messageEditor,
  templates,
  clientMessages,
  company,
  staff,
  sending,
  providers,
  deadLetters,
  brakes,
  steps,
  timeline,
  access,
  account,
  analysis,
  problems,
  otherProblem,
  failure,
  refusals,
  rules,
  stepForms,
  policies,
  explain,
  exports,
  images,
  insight,
  settings,
  workflows,
  occasions,
  forecast,
  health,
  rebuild,
  auditLog,
  auditActions,
}
