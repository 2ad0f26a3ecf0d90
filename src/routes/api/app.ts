import { Hono } from "hono"
import { AppError } from "../../core/errors"
import type { AppEnv } from "../env"
import { problem } from "../errors"
import { routesFor } from "./endpoint"
import { endpoints } from "./endpoints"
import { openApiDocument } from "./openapi"
import { referencePage, referenceStyle } from "./reference"

/** Everything under `/api/v1`. */
export function createApi(): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  let document: string | null = null
  app.get("/openapi.json", (c) => {
    document ??= JSON.stringify(openApiDocument(endpoints))
    return c.body(document, 200, { "content-type": "application/json" })
  })
  app.get("/reference", (c) => c.html(referencePage(openApiDocument(endpoints))))
  app.get("/reference.css", (c) => c.body(referenceStyle, 200, { "content-type": "text/css; charset=utf-8" }))
  app.route("/", routesFor(endpoints))
  app.all("*", (c) => problem(c, new AppError("notFound", "There is no such path.")))
  return app
}
