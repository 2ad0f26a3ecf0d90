import { useUi } from "../ui"
import { Button } from "./button"
import { Icon } from "./icon"

/** What the last action did; goes away by itself or when closed. Without script it simply stands there. */
export function Toast({ text, tone = "good" }: { text: string; tone?: "good" | "bad" }) {
  const { t } = useUi()
  return (
    <div class="toast" data-tone={tone} data-toast="">
      <Icon name={tone === "good" ? "done" : "alert"} />
      <span class="grow">{text}</span>
      <Button look="quiet" icon="close" iconOnly type="button" data-dismiss="">
        {t.actions.close}
      </Button>
    </div>
  )
}
