import type { Source } from "../../engine/types"
import type { Actor } from "../context"

/** What is kept as the source of a change made by this actor. */
export function sourceOf(actor: Actor): Source {
  return actor.kind === "user" ? "ui" : "api"
}
