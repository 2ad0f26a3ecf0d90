import { access } from "./en/access"
import { account } from "./en/account"
import { analysis } from "./en/analysis"
import { auditActions } from "./en/audit-actions"
import { campaigns } from "./en/campaigns"
import { canvas } from "./en/canvas"
import { clientMessages } from "./en/client-messages"
import { common } from "./en/common"
import { company, staff } from "./en/company"
import { details } from "./en/details"
import { explain } from "./en/explain"
import { exports } from "./en/exports"
import { failure, otherProblem } from "./en/failures"
import { flow } from "./en/flow"
import { flowEdit } from "./en/flow-edit"
import { images } from "./en/images"
import { insight } from "./en/insight"
import { messageEditor, templates } from "./en/message-editor"
import { occasions } from "./en/occasions"
import { auditLog, forecast, health, rebuild } from "./en/operations"
import { people } from "./en/people"
import { policies } from "./en/policies"
import { problems } from "./en/problems"
import { brakes, deadLetters, providers } from "./en/providers"
import { refusals } from "./en/refusals"
import { rules } from "./en/rules"
import { savedMessages } from "./en/saved-messages"
import { sending } from "./en/sending"
import { settings } from "./en/settings"
import { stepForms } from "./en/step-forms"
import { steps } from "./en/steps"
import { timeline } from "./en/timeline"
import { workflows } from "./en/workflows"

/** English, the language in which the shape of all texts is set. */
export const en = {
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

/** Every text that a person reads; Spanish must have the same. */
export type Texts = typeof en
