import type { AppContext } from "../env"

/** Which flow a page is about, and where its pages are: campaigns and workflows have the same ones (WF-1). */
export interface FlowPlace {
  id: string
  library: "campaigns" | "workflows"
  /** Address of the campaign or workflow. */
  home: string
}

/** Of a page mounted below `/campaigns/:id` or `/workflows/:id`. */
export function placeOf(c: AppContext): FlowPlace {
  const id = c.req.param("id") ?? ""
  const library = c.req.path.startsWith("/workflows/") ? "workflows" : "campaigns"
  return { id, library, home: `/${library}/${encodeURIComponent(id)}` }
}
