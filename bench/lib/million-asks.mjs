/** What bench/million.mjs asks: names, and functions that ask. Pages are asked by a person who has signed in. */
export async function asks({ everybody, few, big, small, heavy }, { url, headers, call }) {
  const api = (path) => async () => await call("GET", path)
  const behind = (query, id = big) => api(`/campaigns/${id}/analysis/members?${query}`)
  const deep = async (path) => {
    const first = await call("GET", path)
    return api(`${path}${path.includes("?") ? "&" : "?"}cursor=${first.nextCursor}`)
  }
  const counted = (name, op, value) => async () =>
    await call("POST", "/segments/count", { rule: { any: [{ all: [{ fact: "attribute", name, op, value }] }] } })
  const cookie = await signIn(url, headers)
  const page = (path) => async () => {
    const answer = await fetch(url + path, { headers: { cookie }, redirect: "manual" })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status}`)
  }
  const pages = [
    ...["/members", "/members?query=zzzz", `/members?segmentId=${few}`, "/segments", `/segments/${everybody}`],
    ...["/deliveries", "/deliveries?status=complained", "/outbox", "/outbox?channel=sms", "/dead-letters", "/audit"],
    ...["", "/timeline", "/deliveries"].map((tab) => `/members/${heavy}${tab}`),
    ...[
      "/flow",
      "/flow/numbers",
      "/members",
      "/analysis?range=3months&compare=true",
      "/pause",
      "/cancel",
      "/publish",
    ].map((tab) => `/campaigns/${big}${tab}`),
    ...["/analysis?range=3months", "/health", "/search?query=m-05", "/search?query=zzzz"],
  ]
  return [
    ["members", api("/members")],
    ["members, second page", await deep("/members")],
    ["members whose id begins so", api("/members?query=m-0500")],
    ["members by a part of the email", api("/members?query=0500123@")],
    ["members by what none has", api("/members?query=zzzz")],
    ["members of a large segment, newest first", api(`/members?segmentId=${everybody}`)],
    ["members of a small segment, newest first", api(`/members?segmentId=${few}`)],
    ["members of a small segment", api(`/segments/${few}/members`)],
    ["members of Everyone", api("/segments/everyone/members")],
    ["segments", api("/segments")],
    ["a large segment", api(`/segments/${everybody}`)],
    ["live count of a rule that many match", counted("plan", "notEquals", "gold")],
    ["live count of a rule that none matches", counted("plan", "equals", "silver")],
    ["campaigns", api("/campaigns")],
    ["runs of a large campaign", api(`/campaigns/${big}/runs`)],
    ["… on one step now", api(`/campaigns/${big}/runs?stepId=wait&status=active`)],
    ["… completed", api(`/campaigns/${big}/runs?status=completed`)],
    ["… that exited", api(`/campaigns/${big}/runs?status=exited`)],
    ["… on a step that none is on", api(`/campaigns/${big}/runs?stepId=none`)],
    ["runs of a small campaign", api(`/campaigns/${small}/runs`)],
    ["deliveries", api("/deliveries")],
    ["… bounced", api("/deliveries?status=bounced")],
    ["… complained of (none)", api("/deliveries?status=complained")],
    ["… failed (none)", api("/deliveries?status=failed")],
    ["… of a step that none is of", api("/deliveries?stepId=none")],
    ["deliveries of a large campaign", api(`/deliveries?campaignId=${big}`)],
    ["… of one step", api(`/deliveries?campaignId=${big}&stepId=hello`)],
    ["… bounced (1 in 100)", api(`/deliveries?campaignId=${big}&status=bounced`)],
    ["… cancelled (none)", api(`/deliveries?campaignId=${big}&status=cancelled`)],
    ["… failed (none)", api(`/deliveries?campaignId=${big}&status=failed`)],
    ["deliveries of a small campaign", api(`/deliveries?campaignId=${small}`)],
    ["deliveries of a member", api("/deliveries?memberId=m-0500000")],
    ["deliveries of a member with 10,000, bounced", api(`/deliveries?memberId=${heavy}&status=bounced`)],
    ["outbox", api("/outbox")],
    ["… of a channel that none is of", api("/outbox?channel=sms")],
    ["… of a delivery", api(`/outbox?deliveryId=${big}.u5.1.hello.1.email`)],
    ["… of a campaign and channel", api(`/outbox?campaignId=${big}&channel=sms`)],
    ["dead letters", api("/dead-letters")],
    ["audit log", api("/audit")],
    ["… of some days", api("/audit?from=2020-01-01&to=2020-01-02")],
    ["… by what none has", api("/audit?query=zzzz")],
    ["… of one who did nothing", api("/audit?actor=nobody")],
    ["timeline of a member with 20,000 entries", api(`/members/${heavy}/timeline`)],
    ["runs of a member with 10,000", api(`/members/${heavy}/runs`)],
    ["explanation", api(`/members/m-0500000/explain?campaignId=${big}`)],
    ["stats", api(`/campaigns/${big}/stats`)],
    ["analysis, today", api(`/campaigns/${big}/analysis?range=today`)],
    ["analysis, 7 days and before", api(`/campaigns/${big}/analysis?range=7d&compare=1`)],
    ["analysis, 3 months and before", api(`/campaigns/${big}/analysis?range=3months&compare=1`)],
    ["analysis of all, 7 days and before", api("/analysis?range=7d&compare=1")],
    ["analysis of all, 3 months and before", api("/analysis?range=3months&compare=1")],
    ["health", api("/health")],
    ...metrics.map((metric) => [`members ${metric}`, behind(`metric=${metric}`)]),
    ["members who came to the last step", behind("metric=entered&stepId=end")],
    ["members who came to a step that none came to", behind("metric=entered&stepId=none")],
    ["members to whom nothing was sent by push", behind("metric=sent&channel=push")],
    ["members reached, of a small campaign", behind("metric=reached", small)],
    ...pages.map((path) => [`page ${path.replace(big, "…").replace(few, "…").replace(everybody, "…")}`, page(path)]),
  ]
}

const metrics = [
  ...[
    "entered",
    "reached",
    "engaged",
    "converted",
    "dismissed",
    "unsubscribed",
    "sent",
    "opened",
    "bounced",
    "skipped",
  ],
  ...["failed", "cancelled", "current", "left"],
]

/** A session of the owner, by the admin token. */
async function signIn(url, headers) {
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: url, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ token: headers.authorization.slice("Bearer ".length) }),
  })
  await answer.arrayBuffer()
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ")
}
