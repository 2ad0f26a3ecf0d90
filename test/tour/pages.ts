/** Ids of what the tour's system is furnished with. */
export interface Things {
  flowId: string
  draftId: string
  pausedId: string
  closedId: string
  archivedId: string
  regularId: string
  emptyRegularId: string
  messageId: string
  templateId: string
  imageId: string
  workflowId: string
  usedWorkflowId: string
  pausedWorkflowId: string
  workflowDraftId: string
  categoryId: string
  groupId: string
  occasionId: string
  listId: string
  ruleId: string
  memberId: string
  importId: string
  exportId: string
  memberExportId: string
  deliveryExportId: string
  scheduleId: string
  tokenId: string
  sourceId: string
  credential: string
  personId: string
  invite: string
  deliveryId: string
  /** Tokens of messages' links, each of a member who reads that language. */
  links: Record<Locale, { open: string; unsubscribed: string; dismissed: string }>
}

export type Locale = "en" | "es"

/** One picture: its name, and where it is taken. */
export interface Stop {
  name: string
  path: (things: Things, locale: Locale) => string
  /** Also for whoever is not signed in. */
  open?: true
  /** Answers 404, as it should. */
  gone?: true
}

const stop = (name: string, path: Stop["path"]): Stop => ({ name, path })

/** Pages of a flow, which campaigns and workflows share. */
const flowPages = (base: string, id: (t: Things) => string, edited: (t: Things) => string): Record<string, Stop[]> => {
  const at = (of: (t: Things) => string, rest: string) => (t: Things) => `/${base}/${of(t)}/flow${rest}`
  return {
    [`/${base}/:id/flow`]: [stop(`${base}-flow`, at(id, "")), stop(`${base}-flow-draft`, at(edited, ""))],
    [`/${base}/:id/flow/dry-run`]: [stop(`${base}-flow-dry-run`, at(id, "/dry-run"))],
    [`/${base}/:id/flow/edit`]: [stop(`${base}-flow-edit`, at(id, "/edit"))],
    [`/${base}/:id/flow/json`]: [stop(`${base}-flow-json`, at(id, "/json"))],
    [`/${base}/:id/flow/rollback`]: [stop(`${base}-flow-rollback`, at(id, "/rollback?version=1"))],
    [`/${base}/:id/flow/steps`]: [stop(`${base}-flow-steps`, at(id, "/steps"))],
    [`/${base}/:id/flow/steps/:stepId`]: [stop(`${base}-flow-step`, at(id, "/steps/hello"))],
    [`/${base}/:id/flow/steps/:stepId/message`]: [stop(`${base}-message-editor`, at(id, "/steps/hello/message"))],
    [`/${base}/:id/flow/steps/:stepId/remove`]: [stop(`${base}-flow-step-remove`, at(id, "/steps/hello/remove"))],
    [`/${base}/:id/flow/steps/new`]: [stop(`${base}-flow-step-new`, at(id, "/steps/new?type=delay"))],
    [`/${base}/:id/flow/versions`]: [stop(`${base}-flow-versions`, at(id, "/versions"))],
  }
}

const holderPages = (base: string, id: (t: Things) => string): Record<string, Stop[]> => ({
  [`/${base}`]: [stop(base, () => `/${base}`)],
  [`/${base}/:id`]: [stop(`${base}-one`, (t) => `/${base}/${id(t)}`)],
  [`/${base}/:id/remove`]: [stop(`${base}-remove`, (t) => `/${base}/${id(t)}/remove`)],
  [`/${base}/new`]: [stop(`${base}-new`, () => `/${base}/new`)],
})

/** Every step type's form is a picture of its own. */
const stepIds = [
  "gold",
  "wait",
  "applied",
  "call",
  "half",
  "nudge",
  "text",
  "loan",
  "contract",
  "series",
  "mark",
  "note",
]

/** Every page of the admin UI by its route, in the order in which one walks. */
export const pages: Record<string, Stop[]> = {
  "/sign-in": [{ name: "sign-in", path: () => "/sign-in", open: true }],
  "/invite/:token": [
    { name: "invite", path: (t) => t.invite, open: true },
    { name: "invite-gone", path: () => "/invite/nothing", open: true, gone: true },
  ],
  "/dead-letters": [stop("dead-letters", () => "/dead-letters")],
  "/dead-letters/:id/retry": [stop("dead-letters-retry", () => "/dead-letters/all/retry")],
  "/settings/providers": [stop("providers", () => "/settings/providers")],
  "/settings/providers/:channel": [
    ...["resend", "postmark", "sendgrid", "ses", "mailgun", "cloudflare", "outbox"].map((kind) =>
      stop(`provider-email-${kind}`, () => `/settings/providers/email?kind=${kind}`),
    ),
    stop("provider-sms", () => "/settings/providers/sms?kind=twilio"),
    stop("provider-push", () => "/settings/providers/push?kind=webpush"),
    stop("provider-push-fcm", () => "/settings/providers/push?kind=fcm"),
    stop("provider-webhook", () => "/settings/providers/webhook"),
  ],
  "/settings/providers/:channel/:kind/forget": [
    stop("provider-forget", () => "/settings/providers/email/resend/forget"),
  ],
  "/campaigns": [stop("campaigns", () => "/campaigns"), stop("campaigns-none", () => "/campaigns?query=no-such-name")],
  "/campaigns/new": [stop("campaigns-new", () => "/campaigns/new")],
  "/campaigns/new/flow": [stop("campaigns-new-flow", () => "/campaigns/new/flow")],
  "/campaigns/new/regular": [stop("campaigns-new-regular", () => "/campaigns/new/regular")],
  ...flowPages(
    "campaigns",
    (t) => t.flowId,
    (t) => t.draftId,
  ),
  "/campaigns/:id/flow/steps/:stepId": [
    stop("campaigns-flow-step-email", (t) => `/campaigns/${t.flowId}/flow/steps/hello`),
    ...stepIds.map((id) => stop(`campaigns-flow-step-${id}`, (t) => `/campaigns/${t.flowId}/flow/steps/${id}`)),
  ],
  "/analysis": [
    stop("analysis", () => "/analysis?range=month"),
    stop("analysis-table", () => "/analysis?range=month&asTable=true&chosen=1&show=sent"),
  ],
  "/campaigns/:id/analysis": [
    stop("campaigns-analysis", (t) => `/campaigns/${t.flowId}/analysis?range=7d&compare=true`),
    stop("campaigns-analysis-days", (t) => `/campaigns/${t.flowId}/analysis?range=custom`),
    stop("campaigns-analysis-regular", (t) => `/campaigns/${t.regularId}/analysis`),
  ],
  "/campaigns/:id/analysis/members": [
    stop("campaigns-analysis-members", (t) => `/campaigns/${t.flowId}/analysis/members?metric=reached`),
    stop("campaigns-analysis-nobody", (t) => `/campaigns/${t.flowId}/analysis/members?metric=dismissed`),
  ],
  "/workflows/:id/analysis": [stop("workflows-analysis", (t) => `/workflows/${t.workflowId}/analysis`)],
  "/workflows/:id/analysis/members": [
    stop("workflows-analysis-members", (t) => `/workflows/${t.workflowId}/analysis/members?metric=entered`),
  ],
  "/campaigns/:id/members": [stop("campaigns-members", (t) => `/campaigns/${t.flowId}/members`)],
  "/campaigns/:id/messages": [
    stop("campaigns-messages", (t) => `/campaigns/${t.flowId}/messages`),
    stop("saved-messages", (t) => `/campaigns/${t.regularId}/messages`),
    stop("saved-messages-none", (t) => `/campaigns/${t.emptyRegularId}/messages`),
  ],
  "/campaigns/:id/saved-messages/:messageId": [
    stop("saved-message", (t) => `/campaigns/${t.regularId}/saved-messages/${t.messageId}`),
  ],
  "/campaigns/:id/saved-messages/:messageId/edit": [
    stop("message-editor", (t) => `/campaigns/${t.regularId}/saved-messages/${t.messageId}/edit`),
  ],
  "/campaigns/:id/saved-messages/:messageId/remove": [
    stop("saved-message-remove", (t) => `/campaigns/${t.regularId}/saved-messages/${t.messageId}/remove`),
  ],
  "/campaigns/:id/saved-messages/new/:channel": ["email", "sms", "push"].map((channel) =>
    stop(`saved-message-new-${channel}`, (t) => `/campaigns/${t.regularId}/saved-messages/new/${channel}`),
  ),
  "/campaigns/:id/settings": [
    stop("campaigns-settings", (t) => `/campaigns/${t.flowId}/settings`),
    stop("campaigns-settings-regular", (t) => `/campaigns/${t.regularId}/settings`),
  ],
  "/campaigns/:id/settings/data": [stop("campaigns-settings-data", (t) => `/campaigns/${t.flowId}/settings/data`)],
  "/campaigns/:id/data/import": [stop("campaigns-data-import", (t) => `/campaigns/${t.flowId}/data/import`)],
  "/campaigns/:id/settings/export": [
    stop("campaigns-settings-export", (t) => `/campaigns/${t.flowId}/settings/export`),
    stop("campaigns-settings-export-regular", (t) => `/campaigns/${t.regularId}/settings/export`),
  ],
  "/campaigns/:id/exports/:exportId/remove": [
    stop("export-remove", (t) => `/campaigns/${t.flowId}/exports/${t.exportId}/remove`),
  ],
  "/campaigns/:id/export-schedules/:scheduleId/edit": [
    stop("export-schedule-edit", (t) => `/campaigns/${t.flowId}/export-schedules/${t.scheduleId}/edit`),
  ],
  "/campaigns/:id/export-schedules/:scheduleId/remove": [
    stop("export-schedule-remove", (t) => `/campaigns/${t.flowId}/export-schedules/${t.scheduleId}/remove`),
  ],
  "/campaigns/:id/settings/goals": [stop("campaigns-settings-goals", (t) => `/campaigns/${t.flowId}/settings/goals`)],
  "/campaigns/:id/settings/messages": [
    stop("campaigns-settings-messages", (t) => `/campaigns/${t.flowId}/settings/messages`),
  ],
  "/campaigns/:id/settings/unsubscribe": [
    stop("campaigns-settings-unsubscribe", (t) => `/campaigns/${t.flowId}/settings/unsubscribe`),
  ],
  "/campaigns/:id/publish": [
    stop("campaigns-publish", (t) => `/campaigns/${t.flowId}/publish`),
    stop("campaigns-publish-problems", (t) => `/campaigns/${t.draftId}/publish`),
  ],
  "/campaigns/:id/pause": [stop("campaigns-pause", (t) => `/campaigns/${t.flowId}/pause`)],
  "/campaigns/:id/resume": [stop("campaigns-resume", (t) => `/campaigns/${t.pausedId}/resume`)],
  "/campaigns/:id/cancel": [stop("campaigns-cancel", (t) => `/campaigns/${t.flowId}/cancel`)],
  "/campaigns/:id/end": [stop("campaigns-end", (t) => `/campaigns/${t.flowId}/end`)],
  "/campaigns/:id/close-entry": [stop("campaigns-close-entry", (t) => `/campaigns/${t.flowId}/close-entry`)],
  "/campaigns/:id/open-entry": [stop("campaigns-open-entry", (t) => `/campaigns/${t.closedId}/open-entry`)],
  "/campaigns/:id/copy": [stop("campaigns-copy", (t) => `/campaigns/${t.flowId}/copy`)],
  "/campaigns/:id/archive": [stop("campaigns-archive", (t) => `/campaigns/${t.archivedId}/archive`)],
  "/campaigns/:id/remove": [stop("campaigns-remove", (t) => `/campaigns/${t.draftId}/remove`)],
  "/workflows": [stop("workflows", () => "/workflows")],
  "/workflows/new": [stop("workflows-new", () => "/workflows/new")],
  ...flowPages(
    "workflows",
    (t) => t.workflowId,
    (t) => t.workflowDraftId,
  ),
  "/workflows/:id/members": [stop("workflows-members", (t) => `/workflows/${t.workflowId}/members`)],
  "/workflows/:id/settings": [stop("workflows-settings", (t) => `/workflows/${t.workflowId}/settings`)],
  "/workflows/:id/publish": [stop("workflows-publish", (t) => `/workflows/${t.workflowId}/publish`)],
  "/workflows/:id/pause": [stop("workflows-pause", (t) => `/workflows/${t.workflowId}/pause`)],
  "/workflows/:id/resume": [stop("workflows-resume", (t) => `/workflows/${t.pausedWorkflowId}/resume`)],
  "/workflows/:id/cancel": [stop("workflows-cancel", (t) => `/workflows/${t.workflowId}/cancel`)],
  "/workflows/:id/copy": [stop("workflows-copy", (t) => `/workflows/${t.workflowId}/copy`)],
  "/workflows/:id/archive": [stop("workflows-archive", (t) => `/workflows/${t.usedWorkflowId}/archive`)],
  "/workflows/:id/remove": [stop("workflows-remove", (t) => `/workflows/${t.workflowDraftId}/remove`)],
  "/occasions": [stop("occasions", () => "/occasions")],
  "/occasions/new": [stop("occasions-new", () => "/occasions/new")],
  "/occasions/:id": [stop("occasion", (t) => `/occasions/${t.occasionId}`)],
  "/occasions/:id/edit": [stop("occasion-edit", (t) => `/occasions/${t.occasionId}/edit`)],
  "/occasions/:id/remove": [stop("occasion-remove", (t) => `/occasions/${t.occasionId}/remove`)],
  ...holderPages("categories", (t) => t.categoryId),
  ...holderPages("groups", (t) => t.groupId),
  "/images": [stop("images", () => "/images")],
  "/images/:id/remove": [stop("image-remove", (t) => `/images/${t.imageId}/remove`)],
  "/templates": [stop("templates", () => "/templates")],
  "/templates/:id": [stop("template", () => "/templates/start-offer")],
  "/templates/:id/remove": [stop("template-remove", (t) => `/templates/${t.templateId}/remove`)],
  "/members": [
    stop("members", () => "/members"),
    stop("members-of-segment", (t) => `/members?segmentId=${t.listId}`),
    stop("members-none", () => "/members?query=nobody-at-all"),
  ],
  "/members/export": [stop("members-export", () => "/members/export")],
  "/members/exports/:exportId/remove": [
    stop("members-export-remove", (t) => `/members/exports/${t.memberExportId}/remove`),
  ],
  "/members/new": [stop("members-new", () => "/members/new")],
  "/members/import": [stop("members-import", () => "/members/import")],
  "/members/:id": [stop("member", (t) => `/members/${t.memberId}`)],
  "/members/:id/deliveries": [stop("member-deliveries", (t) => `/members/${t.memberId}/deliveries`)],
  "/members/:id/timeline": [stop("member-timeline", (t) => `/members/${t.memberId}/timeline`)],
  "/members/:id/explain": [
    stop("member-explain-choice", (t) => `/members/${t.memberId}/explain`),
    stop("member-explain", (t) => `/members/${t.memberId}/explain?campaignId=${t.flowId}`),
    stop("member-explain-never", (t) => `/members/${t.memberId}/explain?campaignId=${t.pausedId}`),
  ],
  "/members/:id/edit": [stop("member-edit", (t) => `/members/${t.memberId}/edit`)],
  "/members/:id/erase": [stop("member-erase", (t) => `/members/${t.memberId}/erase`)],
  "/imports": [stop("imports", () => "/imports")],
  "/imports/:id": [stop("import", (t) => `/imports/${t.importId}`)],
  "/segments": [stop("segments", () => "/segments")],
  "/segments/new": [stop("segments-new", () => "/segments/new")],
  "/segments/:id": [
    stop("segment-list", (t) => `/segments/${t.listId}`),
    stop("segment-rule", (t) => `/segments/${t.ruleId}`),
    stop("segment-everyone", () => "/segments/everyone"),
  ],
  "/segments/:id/edit": [stop("segment-edit", (t) => `/segments/${t.ruleId}/edit`)],
  "/segments/:id/remove": [stop("segment-remove", (t) => `/segments/${t.ruleId}/remove`)],
  "/campaigns/:id/forecast": [
    stop("campaigns-forecast", (t) => `/campaigns/${t.flowId}/forecast`),
    stop("campaigns-forecast-draft", (t) => `/campaigns/${t.draftId}/forecast`),
  ],
  "/workflows/:id/forecast": [stop("workflows-forecast", (t) => `/workflows/${t.workflowId}/forecast`)],
  "/forecast": [stop("forecast", () => "/forecast")],
  "/health": [stop("health", () => "/health")],
  "/health/rebuild": [stop("rebuild", () => "/health/rebuild")],
  "/audit": [stop("audit", () => "/audit")],
  "/deliveries": [stop("deliveries", () => "/deliveries")],
  "/deliveries/export": [stop("deliveries-export", () => "/deliveries/export")],
  "/deliveries/exports/:exportId/remove": [
    stop("deliveries-export-remove", (t) => `/deliveries/exports/${t.deliveryExportId}/remove`),
  ],
  "/outbox": [stop("outbox", () => "/outbox")],
  "/outbox/:deliveryId": [stop("outbox-message", (t) => `/outbox/${encodeURIComponent(t.deliveryId)}`)],
  "/account": [stop("account", () => "/account")],
  "/search": [stop("search", () => "/search?q=a")],
  "/settings/company": [stop("company", () => "/settings/company")],
  "/settings/client-messages": [stop("client-messages", () => "/settings/client-messages")],
  "/settings/people": [stop("people", () => "/settings/people")],
  "/settings/people/:id": [stop("person", (t) => `/settings/people/${t.personId}`)],
  "/settings/people/:id/link": [stop("person-link", (t) => `/settings/people/${t.personId}/link`)],
  "/settings/people/:id/remove": [stop("person-remove", (t) => `/settings/people/${t.personId}/remove`)],
  "/settings/tokens": [stop("tokens", () => "/settings/tokens")],
  "/settings/tokens/:id/revoke": [stop("token-revoke", (t) => `/settings/tokens/${t.tokenId}/revoke`)],
  "/settings/sources": [stop("sources", () => "/settings/sources")],
  "/settings/sources/:id/remove": [stop("source-remove", (t) => `/settings/sources/${t.sourceId}/remove`)],
  "/settings/credentials": [stop("credentials", () => "/settings/credentials")],
  "/settings/credentials/:name/remove": [
    stop("credential-remove", (t) => `/settings/credentials/${t.credential}/remove`),
  ],
}

/** What members see behind the links of their messages (MSG-5). */
export const memberPages: Stop[] = [
  { name: "unsubscribe", path: (t, of) => `/u/${t.links[of].open}`, open: true },
  { name: "unsubscribed", path: (t, of) => `/u/${t.links[of].unsubscribed}`, open: true },
  { name: "preferences", path: (t, of) => `/p/${t.links[of].open}`, open: true },
  { name: "preferences-closed", path: (t, of) => `/p/${t.links[of].unsubscribed}`, open: true },
  { name: "dismiss", path: (t, of) => `/d/${t.links[of].open}`, open: true },
  { name: "dismissed", path: (t, of) => `/d/${t.links[of].dismissed}`, open: true },
  { name: "link-strange", path: () => "/u/nothing", open: true, gone: true },
]

/** What a system shows to whoever comes first: nothing is there yet (UI-5). */
export const emptyPages: Stop[] = [
  "campaigns",
  "analysis",
  "forecast",
  "members",
  "segments",
  "workflows",
  "occasions",
  "categories",
  "groups",
  "imports",
  "deliveries",
  "outbox",
  "dead-letters",
  "health",
].map((page) => stop(`empty-${page}`, () => `/${page}`))

/** What answers a GET without being a page of its own: files, parts of pages, and what only leads on. */
export const noPages: readonly RegExp[] = [
  /\/body$/,
  /\/document$/,
  /\/numbers$/,
  /\/flow\/canvas$/,
  /\/flow\/export$/,
  /\.csv$/,
  /\/file$/,
  /^\/$/,
  /^\/campaigns\/:id$/,
  /^\/workflows\/:id$/,
  /^\/campaigns\/:id\/saved-messages$/,
]
