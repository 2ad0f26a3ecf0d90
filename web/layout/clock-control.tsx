import { Button } from "../components/button"
import { Icon } from "../components/icon"
import { TextField } from "../components/inputs"
import { formatInstant, formatInstantWithZone } from "../locales/format"
import { useUi } from "../ui"

/** Lengths offered as buttons: ISO 8601. */
const steps = [
  ["PT1H", "hour"],
  ["P1D", "day"],
  ["P1W", "week"],
  ["P4W", "month"],
] as const

/** Control of the local time machine (OPS-4): says what time it is, and that it works while it works. */
export function ClockControl({ clock, error }: { clock: { now: number; held: boolean }; error?: string }) {
  const { t, locale, zone, path } = useUi()
  return (
    <details class="clock" id="clock" open={error !== undefined}>
      <summary class="button" data-look="quiet">
        <Icon name="forward" class="clock-icon" />
        <span class="clock-text" id="clock-now">
          {formatInstant(locale, clock.now, zone)}
        </span>
        <span class="visually-hidden">{t.clock.label}</span>
      </summary>
      <form
        class="clock-panel"
        method="post"
        action="/clock"
        hx-post="/clock"
        hx-target="#clock"
        hx-swap="outerMorph"
        hx-indicator="#clock"
        hx-disable="find fieldset"
        hx-config="timeout:0"
      >
        <input type="hidden" name="next" value={path} />
        <div>
          <h2>{t.clock.label}</h2>
          <p class="muted small">{t.clock.help}</p>
        </div>
        <p>
          {t.clock.now}: {formatInstantWithZone(locale, clock.now, zone)} {clock.held && `(${t.clock.held})`}
        </p>
        <fieldset class="stack">
          <legend class="visually-hidden">{t.clock.advance}</legend>
          <div class="clock-steps">
            {steps.map(([length, label]) => (
              <Button key={length} name="advance" value={length}>
                {t.clock[label]}
              </Button>
            ))}
          </div>
          <div class="clock-custom">
            <TextField name="custom" label={t.clock.custom} help={t.clock.customHelp} error={error} />
          </div>
          <div class="row">
            <Button name="advance" value="custom">
              {t.clock.advance}
            </Button>
            <Button name="hold" value={clock.held ? "false" : "true"} icon={clock.held ? "play" : "pause"}>
              {clock.held ? t.clock.release : t.clock.hold}
            </Button>
          </div>
        </fieldset>
        <p class="clock-busy" role="status">
          <span class="spinner" aria-hidden="true" />
          {t.clock.working}
        </p>
      </form>
    </details>
  )
}
