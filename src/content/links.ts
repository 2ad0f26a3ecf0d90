import { linkPaths } from "../core/link-paths"

/** The member's own links in one message: template variables of these names (MSG-4, MSG-5, CAM-11). */
export interface MessageLinks {
  unsubscribeUrl: string
  preferencesUrl: string
  dismissUrl: string
}

/** Links that lead nowhere: of messages that are only looked at where no token can be made. */
export const noLinks: MessageLinks = { unsubscribeUrl: "", preferencesUrl: "", dismissUrl: "" }

/**
 * The member's links.
 * @param origin of this system, no slash at its end
 * @param token made by `signMemberLink`
 */
export function linksOf(origin: string, token: string): MessageLinks {
  const to = (path: string) => `${origin}/${path}/${token}`
  return {
    unsubscribeUrl: to(linkPaths.unsubscribe),
    preferencesUrl: to(linkPaths.preferences),
    dismissUrl: to(linkPaths.dismiss),
  }
}
