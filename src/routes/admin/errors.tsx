import { MessagePage } from "../../../web/pages/message"
import { NotInvitedPage } from "../../../web/pages/not-invited"
import { errorText } from "../../../web/problem-text"
import { textsOf } from "../../../web/ui"
import type { AppError } from "../../core/errors"
import type { AppContext } from "../env"
import { httpStatus } from "../errors"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** An expected failure as a page; when even that cannot be made (no database, say), as a plain sentence. */
export async function errorPage(c: AppContext, error: AppError): Promise<Response> {
  try {
    return await failurePage(c, error)
  } catch (second) {
    console.error("error page failed", second instanceof Error ? second.stack : String(second))
    return c.text(textsOf(localeOf(c)).states.failed, 503)
  }
}

/** Nobody signed in is led to the sign-in. */
async function failurePage(c: AppContext, error: AppError): Promise<Response> {
  if (error.code === "unauthorized") return leadTo(c, `/sign-in?next=${encodeURIComponent(hereOrHome(c))}`)
  const status = httpStatus(error.code)
  const { reason, named = [] } = error.details
  if (reason === "notInvited") return page(c, <NotInvitedPage email={String(named[0])} />, status)
  if (error.code === "notFound") return page(c, <MessagePage kind="notFound" />, status)
  if (error.code === "forbidden") return page(c, <MessagePage kind="forbidden" />, status)
  if (error.code === "unavailable") return page(c, <MessagePage kind="failed" />, status)
  const detail = errorText(textsOf(localeOf(c)), error)
  return page(c, <MessagePage kind="conflict" detail={detail} />, status)
}

/** Where to come back to: pages only, posts are not repeated. */
function hereOrHome(c: AppContext): string {
  const url = new URL(c.req.url)
  return c.req.method === "GET" ? url.pathname + url.search : "/campaigns"
}
