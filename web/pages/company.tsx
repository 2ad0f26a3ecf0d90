import type { Problem } from "../chart/view"
import { Button } from "../components/button"
import { CheckField } from "../components/check-field"
import { Form } from "../components/form"
import { EmailField, TextareaField, TextField } from "../components/inputs"
import { MailGaps } from "../components/mail-gaps"
import { NameList } from "../components/name-list"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { type FormView, fieldOf } from "../forms/form-view"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

interface CompanyProps {
  form: FormView
  zones: string[]
  /** What emails should have and the company has not said. */
  gaps: Problem[]
}

/** Company preferences (CAM-2, MSG-4): what campaigns and messages begin with. */
export function CompanyPage({ form, zones, gaps }: CompanyProps) {
  const { t, user } = useUi()
  const c = t.company
  return (
    <Shell title={c.title}>
      <PageHead title={c.title} />
      <p class="muted">{c.intro}</p>
      <MailGaps gaps={gaps} />
      <div class="narrow">
        <Form id="company-form" action="/settings/company" errors={form.errors}>
          <TextField {...fieldOf(form, "name")} label={c.name} help={c.nameHelp} optional maxLength={200} />
          <TextField
            {...fieldOf(form, "timeZone")}
            label={c.timeZone}
            help={c.timeZoneHelp}
            placeholder="UTC"
            list="zones"
            optional
          />
          <NameList id="zones" names={zones} />
          <SelectField
            {...fieldOf(form, "locale")}
            label={c.locale}
            help={c.localeHelp}
            none={c.browser}
            options={[
              { value: "en", label: t.languages.en },
              { value: "es", label: t.languages.es },
            ]}
          />
          <TextareaField
            {...fieldOf(form, "postalAddress")}
            label={c.postalAddress}
            help={c.postalAddressHelp}
            rows={3}
            optional
          />
          <TextField
            {...fieldOf(form, "publicUrl")}
            label={c.publicUrl}
            help={c.publicUrlHelp}
            placeholder="https://"
            optional
          />
          <TextField
            {...fieldOf(form, "logoUrl")}
            label={c.logoUrl}
            help={c.logoUrlHelp}
            placeholder="https://"
            optional
          />
          <fieldset class="form-section">
            <legend>{c.senderTitle}</legend>
            <p class="muted">{c.senderIntro}</p>
            <TextField {...fieldOf(form, "senderName")} label={c.senderName} optional maxLength={100} />
            <EmailField {...fieldOf(form, "senderEmail")} label={c.senderEmail} optional />
            <EmailField {...fieldOf(form, "replyTo")} label={c.replyTo} optional />
          </fieldset>
          <fieldset class="form-section">
            <legend>{c.membersTitle}</legend>
            <EmailField
              {...fieldOf(form, "unsubscribeEmail")}
              label={c.unsubscribeEmail}
              help={c.unsubscribeEmailHelp}
              optional
            />
            <CheckField
              name="tracking"
              label={c.tracking}
              help={c.trackingHelp}
              checked={fieldOf(form, "tracking").value === "true"}
            />
          </fieldset>
          {user?.canAdmin && (
            <div class="form-foot">
              <Button look="primary">{c.submit}</Button>
            </div>
          )}
        </Form>
      </div>
    </Shell>
  )
}
