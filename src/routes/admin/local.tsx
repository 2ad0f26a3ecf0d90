import { Hono } from "hono"
import { ClockControl } from "../../../web/layout/clock-control"
import { AppError } from "../../core/errors"
import { authorize } from "../../services/access"
import { loadExample } from "../../services/example/load"
import { clockMoveSchema, moveClock, readClock } from "../../services/time-machine/verbs"
import type { AppEnv } from "../env"
import { invalidInput } from "../errors"
import { safeNext } from "../session"
import { type PostedForm, readForm, refusalOf } from "./forms"
import { fragment, leadTo } from "./respond"

/** The time machine's control, and the worked example (OPS-4, UI-5). */
export const localPages = new Hono<AppEnv>()
  .post("/clock", async (c) => {
    const ctx = c.get("ctx")
    authorize(ctx.actor, "admin")
    const form = await readForm(c)
    const scripted = c.req.header("hx-request") === "true"
    try {
      const parsed = clockMoveSchema.safeParse(moveOf(form))
      if (!parsed.success) throw invalidInput(parsed.error)
      const { now, held } = await moveClock(ctx, parsed.data)
      if (!scripted) return leadTo(c, safeNext(c, form.text("next")))
      c.header("HX-Trigger", "clock-moved")
      // Pages fetched ahead are of the time before.
      c.header("Clear-Site-Data", '"prefetchCache"')
      return fragment(c, <ClockControl clock={{ now: Date.parse(now), held }} />)
    } catch (error) {
      if (!scripted || !(error instanceof AppError) || error.code !== "invalid") throw error
      const clock = await readClock(ctx)
      const shown = { now: Date.parse(clock.now), held: clock.held }
      return fragment(c, <ClockControl clock={shown} error={refusalOf(c, error)} />)
    }
  })
  .post("/example", async (c) => {
    const { campaignId } = await loadExample(c.get("ctx"))
    return leadTo(c, `/campaigns/${campaignId}/flow`, "exampleLoaded")
  })

function moveOf(form: PostedForm): { advance?: string; hold?: boolean } {
  const hold = form.text("hold")
  if (hold !== "") return { hold: hold === "true" }
  const advance = form.text("advance")
  return { advance: advance === "custom" || advance === "" ? form.text("custom").toUpperCase() : advance }
}
