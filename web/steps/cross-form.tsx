import type { VNode } from "preact"
import { TextareaField, TextField } from "../components/inputs"
import { ShapeField, withPresent } from "../components/select"
import { type FormView, fieldOf } from "../forms/form-view"
import { present, rawOf, textOf } from "../forms/values"
import { useUi } from "../ui"
import { contentFields, DesignField, hasBlocks, readContent, TransactionalField } from "./message-fields"
import type { StepFieldsProps, StepForm } from "./step-form"

interface CrossStep {
  campaignId: string
  messageId: string
  override?: object | undefined
  transactional: boolean
}

type Channel = "email" | "sms" | "push"

/** What each channel's message is made of, long texts last. */
const partsOf: Record<Channel, { short: readonly string[]; long: readonly string[] }> = {
  email: { short: ["subject", "preheader", "from", "replyTo"], long: ["html", "text"] },
  sms: { short: [], long: ["text"] },
  push: { short: ["title", "link", "image"], long: ["body"] },
}

/** The form of a cross-campaign step (FLOW-8): which message of which campaign, and what is changed for this flow. */
export function crossForm<S extends CrossStep>(channel: Channel): StepForm<S> {
  const { short, long } = partsOf[channel]
  return {
    blank: {},
    fields: (step) => ({
      campaignId: step.campaignId,
      messageId: step.messageId,
      transactional: step.transactional ? "true" : undefined,
      ...contentFields(step.override, "override"),
    }),
    read: (values) => {
      const changed = readContent(values, [...short, ...long], "override")
      return present({
        campaignId: textOf(values, "campaignId"),
        messageId: textOf(values, "messageId"),
        override: Object.keys(changed).length > 0 ? changed : undefined,
        transactional: rawOf(values, "transactional") === "true",
      })
    },
    Fields: (props) => <CrossFields {...props} channel={channel} />,
  }
}

function CrossFields({ form, choices, channel }: StepFieldsProps & { channel: Channel }) {
  const { t } = useUi()
  const s = t.stepForms.cross
  const [campaign, message] = [fieldOf(form, "campaignId"), fieldOf(form, "messageId")]
  const messages = choices.campaigns.find(({ id }) => id === campaign.value)?.messages ?? []
  const fitting = messages.filter((one) => one.channel === channel)
  const options = (named: readonly { id: string; name: string }[], value: string) =>
    withPresent(
      named.map(({ id, name }) => ({ value: id, label: name })),
      value,
    )
  return (
    <>
      <ShapeField
        {...campaign}
        label={s.campaign}
        help={s.campaignHelp}
        none={t.rules.choose}
        options={options(choices.campaigns, campaign.value)}
      />
      {campaign.value !== "" && (
        <ShapeField
          {...message}
          label={s.message}
          {...(fitting.length === 0 ? { help: s.noMessages } : {})}
          none={t.rules.choose}
          options={options(fitting, message.value)}
        />
      )}
      <OverrideFields form={form} channel={channel} />
      <TransactionalField form={form} />
    </>
  )
}

/** Empty fields say what the other campaign says. */
function OverrideFields({ form, channel }: { form: FormView; channel: Channel }): VNode {
  const { t } = useUi()
  const s = t.stepForms
  const { short, long } = partsOf[channel]
  return (
    <fieldset class="form-section">
      <legend>{s.cross.override}</legend>
      <p class="field-help">{s.cross.overrideHelp}</p>
      <DesignField form={form} within="override" />
      {short.map((part) => (
        <TextField key={part} {...fieldOf(form, `override.${part}`)} label={s.cross.parts[part] ?? part} optional />
      ))}
      {long
        .filter((part) => part !== "html" || !hasBlocks(form, "override"))
        .map((part) => (
          <TextareaField
            key={part}
            {...fieldOf(form, `override.${part}`)}
            label={s.cross.parts[part] ?? part}
            rows={5}
            optional
          />
        ))}
    </fieldset>
  )
}
