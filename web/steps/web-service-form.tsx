import type { WebServiceStep } from "../../src/engine/steps/web-service"
import { FieldNotes } from "../components/field"
import { TextareaField, TextField } from "../components/inputs"
import { LengthField } from "../components/length-field"
import { SelectField, withPresent } from "../components/select"
import { fieldOf } from "../forms/form-view"
import { isoIn, lengthFields, lengthIn } from "../forms/length"
import { type Fields, optionalOf, present, rawOf, rowsOf, textOf, type Values } from "../forms/values"
import { useUi } from "../ui"
import { Rows } from "./rows"
import type { StepFieldsProps, StepForm } from "./step-form"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

export const webServiceForm: StepForm<WebServiceStep> = {
  blank: { "request.method": "POST", ...lengthFields("timeout", "PT15S") },
  fields: ({ request, timeout, map }) => ({
    "request.method": request.method,
    "request.url": request.url,
    "request.body": request.body,
    "request.credential": request.credential,
    ...headerFields(request.headers),
    ...lengthFields("timeout", timeout),
    ...mapFields(map),
  }),
  read: (values) =>
    present({
      request: present({
        method: textOf(values, "request.method") || "POST",
        url: textOf(values, "request.url"),
        headers: headersIn(values),
        body: optionalOf(values, "request.body"),
        credential: optionalOf(values, "request.credential"),
      }),
      timeout: isoIn(values, "timeout") ?? "",
      map: mapIn(values),
    }),
  Fields(props) {
    const { form, choices } = props
    const { t } = useUi()
    const s = t.stepForms.webService
    const credential = fieldOf(form, "request.credential")
    const credentials = choices.credentials.map((name) => ({ value: name, label: name }))
    return (
      <>
        <SelectField
          {...fieldOf(form, "request.method")}
          label={s.method}
          options={methods.map((method) => ({ value: method, label: method }))}
        />
        <TextField {...fieldOf(form, "request.url")} label={s.url} help={s.urlHelp} placeholder="https://" />
        <Rows
          at="request.headers"
          legend={s.headers}
          add={s.addHeader}
          remove={s.removeHeader}
          form={form}
          row={(at) => (
            <>
              <TextField {...fieldOf(form, `${at}.name`)} label={s.headerName} />
              <TextField {...fieldOf(form, `${at}.value`)} label={s.headerValue} />
            </>
          )}
        />
        <SelectField
          {...credential}
          label={s.credential}
          help={s.credentialHelp}
          none={s.noCredential}
          options={withPresent(credentials, credential.value)}
        />
        <TextareaField {...fieldOf(form, "request.body")} label={s.body} help={s.bodyHelp} rows={8} code optional />
        <LengthField
          name="timeout"
          label={s.timeout}
          help={s.timeoutHelp}
          error={form.errors.timeout}
          value={lengthIn(form.values, "timeout")}
        />
        <MapRows {...props} />
      </>
    )
  },
}

function MapRows({ form }: StepFieldsProps) {
  const { t } = useUi()
  const s = t.stepForms.webService
  return (
    <Rows
      at="map"
      legend={s.map}
      help={s.mapHelp}
      add={s.addMap}
      remove={s.removeMap}
      form={form}
      row={(at) => (
        <>
          <TextField {...fieldOf(form, `${at}.pointer`)} label={s.pointer} placeholder="/credit/score" />
          <SelectField
            {...fieldOf(form, `${at}.kind`)}
            label={s.keepAs}
            options={[
              { value: "attribute", label: t.rules.facts.attribute },
              { value: "campaignData", label: t.rules.facts.campaignData },
            ]}
          />
          <TextField {...fieldOf(form, `${at}.to`)} label={t.rules.names.attribute} />
          <FieldNotes name={at} error={form.errors[at]} />
        </>
      )}
    />
  )
}

function headerFields(headers: Record<string, string>): Fields {
  const rows = Object.entries(headers).map(([name, value], index): Fields => {
    const at = `request.headers.${index}`
    return { [`${at}.name`]: name, [`${at}.value`]: value }
  })
  return Object.assign({}, ...rows)
}

function headersIn(values: Values): Record<string, string> {
  return Object.fromEntries(
    rowsOf(values, "request.headers").map((at) => [textOf(values, `${at}.name`), rawOf(values, `${at}.value`)]),
  )
}

function mapFields(map: WebServiceStep["map"]): Fields {
  const rows = map.map(({ pointer, to }, index): Fields => {
    const at = `map.${index}`
    return "attribute" in to
      ? { [`${at}.pointer`]: pointer, [`${at}.kind`]: "attribute", [`${at}.to`]: to.attribute }
      : { [`${at}.pointer`]: pointer, [`${at}.kind`]: "campaignData", [`${at}.to`]: to.campaignData }
  })
  return Object.assign({}, ...rows)
}

function mapIn(values: Values): unknown[] {
  return rowsOf(values, "map").map((at) => {
    const name = textOf(values, `${at}.to`)
    return {
      pointer: textOf(values, `${at}.pointer`),
      to: rawOf(values, `${at}.kind`) === "campaignData" ? { campaignData: name } : { attribute: name },
    }
  })
}
