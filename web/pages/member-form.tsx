import { Button, LinkButton } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { EmailField, TextareaField, TextField } from "../components/inputs"
import { NameList } from "../components/name-list"
import { PageHead } from "../components/page-head"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

export interface MemberFormValues {
  id: string
  email: string
  phone: string
  locale: string
  timeZone: string
  /** `name = value`, one a line. */
  attributes: string
}

interface MemberFormProps {
  values: MemberFormValues
  errors: FormErrors
  /** Edits this member; null makes a new one. */
  memberId: string | null
  zones: string[]
}

/** Create or edit a member by hand (MEM-2). */
export function MemberFormPage({ values, errors, memberId, zones }: MemberFormProps) {
  const { t } = useUi()
  const f = t.people.form
  const home = memberId === null ? "/members" : `/members/${encodeURIComponent(memberId)}`
  const title = memberId === null ? f.title : f.editTitle
  return (
    <Shell title={title}>
      <PageHead title={title} crumb={{ href: home, label: memberId ?? t.people.members.title }} />
      <Form id="member-form" action={memberId === null ? "/members/new" : `${home}/edit`} errors={errors}>
        {memberId === null && (
          // Not `id`, and below not `attributes`: fields of such names hide the form's own from scripts.
          <TextField
            name="memberId"
            label={f.id}
            help={f.idHelp}
            error={errors.memberId}
            value={values.id}
            required
            maxLength={200}
          />
        )}
        <EmailField name="email" label={f.email} error={errors.email} value={values.email} optional />
        <TextField name="phone" label={f.phone} help={f.phoneHelp} error={errors.phone} value={values.phone} optional />
        <div class="form-pair">
          <TextField
            name="locale"
            label={f.locale}
            help={f.localeHelp}
            error={errors.locale}
            value={values.locale}
            optional
          />
          <TextField
            name="timeZone"
            label={f.timeZone}
            help={f.timeZoneHelp}
            error={errors.timeZone}
            value={values.timeZone}
            list="zones"
            optional
          />
          <NameList id="zones" names={zones} />
        </div>
        <TextareaField
          name="attributeLines"
          label={f.attributes}
          help={f.attributesHelp}
          error={errors.attributeLines}
          value={values.attributes}
          rows={8}
          optional
        />
        <div class="form-foot">
          <Button look="primary">{f.submit}</Button>
          <LinkButton href={home} look="quiet">
            {t.actions.cancel}
          </LinkButton>
        </div>
      </Form>
    </Shell>
  )
}
