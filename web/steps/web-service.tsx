import type { WebServiceStep } from "../../src/engine/steps/web-service"
import type { StepLook } from "./step-look"
import { templateGist } from "./template-gist"
import { webServiceForm } from "./web-service-form"

export const webService: StepLook<WebServiceStep> = {
  icon: "webhook",
  hue: "integration",
  form: webServiceForm,
  summary({ request }, { t }) {
    const url = templateGist(request.url).replace(/^https?:\/\//, "")
    return url === "" ? t.flow.summaries.noContent : t.flow.summaries.call(request.method, url)
  },
}
