import { accessEndpoints } from "./access"
import { accountEndpoints } from "./account"
import { analysisEndpoints } from "./analysis"
import { campaignDataEndpoints } from "./campaign-data"
import { campaignEndpoints } from "./campaigns"
import { companyEndpoints } from "./company"
import { credentialEndpoints } from "./credentials"
import { deliveryEndpoints } from "./deliveries"
import type { AnyEndpoint } from "./endpoint"
import { exportEndpoints } from "./exports"
import { flowEndpoints } from "./flows"
import { forecastEndpoints } from "./forecast"
import { healthEndpoints } from "./health"
import { imageEndpoints } from "./images"
import { importEndpoints } from "./imports"
import { memberEndpoints } from "./members"
import { messageEndpoints } from "./messages"
import { occasionEndpoints } from "./occasions"
import { peopleEndpoints } from "./people"
import { policyHolderEndpoints } from "./policy-holders"
import { providerEndpoints } from "./providers"
import { segmentEndpoints } from "./segments"
import { templateEndpoints } from "./templates"
import { timeMachineEndpoints } from "./time-machine"
import { webhookSourceEndpoints } from "./webhook-sources"
import { webhookEndpoints } from "./webhooks"
import { workflowEndpoints } from "./workflows"

/** Everything the API can do, in the order of its reference. */
export const endpoints: readonly AnyEndpoint[] = [
  ...memberEndpoints,
  ...importEndpoints,
  ...segmentEndpoints,
  ...webhookEndpoints,
  ...webhookSourceEndpoints,
  ...campaignEndpoints,
  ...messageEndpoints,
  ...templateEndpoints,
  ...imageEndpoints,
  ...campaignDataEndpoints,
  ...exportEndpoints,
  ...flowEndpoints,
  ...workflowEndpoints,
  ...occasionEndpoints,
  ...policyHolderEndpoints,
  ...analysisEndpoints,
  ...forecastEndpoints,
  ...deliveryEndpoints,
  ...providerEndpoints,
  ...credentialEndpoints,
  ...companyEndpoints,
  ...accessEndpoints,
  ...peopleEndpoints,
  ...accountEndpoints,
  ...healthEndpoints,
  ...timeMachineEndpoints,
]
