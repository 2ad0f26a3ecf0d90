import { Hono } from "hono"
import { readDocument } from "../../services/documents/read"
import { readLinkedExport } from "../../services/exports/kept"
import type { AppEnv } from "../env"
import { attachment } from "../files"

/** Files for whoever has the link: its signed token is all the right it takes. */
export const documentPages = new Hono<AppEnv>()
  /** Documents of members (FLOW-10). */
  .get("/documents/:token", async (c) => {
    const document = await readDocument(c.get("ctx"), { token: c.req.param("token") })
    return attachment({ ...document, type: "application/pdf" })
  })
  /** Exports, while their link is good (ANA-4). */
  .get("/exports/:token", async (c) =>
    attachment(await readLinkedExport(c.get("ctx"), { token: c.req.param("token") })),
  )
