import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { CampaignDataImportPage } from "../../../web/pages/campaign-data-import"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { getCampaign } from "../../services/campaigns/get"
import { startImport } from "../../services/ingest/imports"
import { readFormData } from "../body"
import type { AppContext, AppEnv } from "../env"
import { errorsByField } from "./forms"
import { fileNamed } from "./imports"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const path = "/campaigns/:id/data/import"

/** Values of a campaign's data fields from a file (CAM-18). */
export const campaignDataImportPages = new Hono<AppEnv>()
  .get(path, (c) => formPage(c, {}))
  .post(path, async (c) => {
    const file: unknown = (await readFormData(c.req)).get("file")
    if (file instanceof File && file.size > 0) return take(c, file.stream(), file.name)
    return formPage(c, { file: textsOf(localeOf(c)).people.import.fileRequired })
  })
  .post(`${path}/file`, (c) => take(c, c.req.raw.body, c.req.query("file") ?? ""))

async function take(c: AppContext, body: ReadableStream<Uint8Array> | null, name: string): Promise<Response> {
  try {
    const campaignId = c.req.param("id")
    const { importId } = await startImport(c.get("ctx"), { body, ...fileNamed(name), campaignId })
    return leadTo(c, `/imports/${importId}`)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error
    return formPage(
      c,
      errorsByField(textsOf(localeOf(c)), error.details.errors ?? [], () => "file"),
    )
  }
}

async function formPage(c: AppContext, errors: FormErrors): Promise<Response> {
  const campaign = await getCampaign(c.get("ctx"), { id: c.req.param("id") ?? "" })
  const fields = campaign.dataFields.map(({ name }) => name)
  const node = <CampaignDataImportPage campaign={campaign} fields={fields} errors={errors} />
  return page(c, node, Object.keys(errors).length > 0 ? 422 : 200)
}
