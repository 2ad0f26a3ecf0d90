import { ActButton } from "../components/act-button"
import { FieldNotes } from "../components/field"
import type { FormErrors } from "../components/form"
import { useUi } from "../ui"
import type { CampaignHeadView } from "./campaign-head"
import { SettingsFrame } from "./campaign-settings-frame"

/** One client message by its name, as typed; "" where a language has none of its own (CAM-14). */
export interface ClientMessageValues {
  key: string
  en: string
  es: string
}

interface MessagesProps {
  campaign: CampaignHeadView
  texts: ClientMessageValues[]
  errors: FormErrors
}

/** Texts that members see, in place of the general ones, per language. */
export function CampaignTextsPage({ campaign, texts, errors }: MessagesProps) {
  const { t, user } = useUi()
  const m = t.settings.messages
  return (
    <SettingsFrame campaign={campaign} tab="messages" errors={errors}>
      <fieldset class="form-section">
        <legend>{m.title}</legend>
        <p class="muted">{m.intro}</p>
        <datalist id="client-message-keys">
          {Object.entries(t.clientMessages.keys).map(([key, label]) => (
            <option key={key} value={key} label={label} />
          ))}
        </datalist>
        {texts.length === 0 && <p class="muted">{m.empty}</p>}
        {texts.map((text, i) => (
          <div class="text-row" key={i}>
            <input
              class="input"
              type="text"
              name={`texts.${i}.key`}
              value={text.key}
              placeholder={m.key}
              aria-label={m.keyOf(i + 1)}
              maxLength={100}
              list="client-message-keys"
              autocomplete="off"
            />
            {user?.canWrite && (
              <ActButton icon="close" iconOnly act={`remove:texts.${i}`}>
                {t.settings.row.remove(i + 1)}
              </ActButton>
            )}
            <label class="text-row-label">
              <span class="small">{m.en}</span>
              <textarea class="input" name={`texts.${i}.en`} rows={2} aria-label={m.enOf(i + 1)} value={text.en} />
            </label>
            <label class="text-row-label">
              <span class="small">{m.es}</span>
              <textarea class="input" name={`texts.${i}.es`} rows={2} aria-label={m.esOf(i + 1)} value={text.es} />
            </label>
          </div>
        ))}
        <FieldNotes name="texts" error={errors.texts} />
        {user?.canWrite && (
          <div class="row">
            <ActButton look="plain" icon="plus" act="add:texts">
              {t.settings.row.add}
            </ActButton>
          </div>
        )}
      </fieldset>
    </SettingsFrame>
  )
}
