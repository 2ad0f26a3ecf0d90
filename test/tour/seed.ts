import type { APIRequestContext } from "@playwright/test"
import { api, authorization } from "../e2e/helpers"
import type { Things } from "./pages"

const zone = "America/Montevideo"
const gold = { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] }

/** A flow with a step of every kind: loops, conditions, waits, all channels, calls and documents. */
function bigFlow(of: { campaignId: string; messageId: string; workflowId: string }) {
  const html = "<p>Welcome, {{ member.attributes.firstName | default: 'friend' }}. It is good to have you with us.</p>"
  return {
    start: "hello",
    steps: {
      hello: {
        type: "email",
        name: "Welcome",
        message: { subject: "Welcome, {{ member.attributes.firstName }}", preheader: "Good to see you", html },
        outcomes: { sent: "gold" },
      },
      gold: { type: "condition", name: "Gold plan?", rule: gold, outcomes: { met: "wait", notMet: "half" } },
      wait: {
        type: "delay",
        name: "Four days",
        delay: { for: "P4D", at: "09:00", weekdays: [1, 2, 3, 4, 5] },
        outcomes: { done: "applied" },
      },
      applied: {
        type: "waitForEvent",
        name: "Applied?",
        event: { name: "applied", where: [{ name: "amount", op: "atLeast", value: 100 }] },
        timeout: "P7D",
        outcomes: { happened: "call", timedOut: "nudge" },
      },
      call: {
        type: "webService",
        name: "Credit score",
        request: { method: "POST", url: "https://score.example.com/v1", body: '{"id":"{{ member.id }}"}' },
        map: [{ pointer: "/score", to: { attribute: "score" } }],
        outcomes: { success: "contract", failure: "note" },
      },
      contract: {
        type: "exportPdf",
        name: "Contract",
        document: { name: "contract.pdf", html: "<h1>Contract</h1><p>{{ member.id }}</p>" },
        outcomes: { done: "mark" },
      },
      mark: {
        type: "updateMember",
        name: "Mark as client",
        set: { attributes: { client: true, visits: { add: 1 } } },
        outcomes: { done: "series" },
      },
      series: {
        type: "startWorkflow",
        name: "Client series",
        workflowId: of.workflowId,
        outcomes: { done: "end" },
      },
      half: {
        type: "randomSplit",
        name: "A or B",
        branches: [
          { outcome: "a", weight: 50 },
          { outcome: "b", weight: 50 },
        ],
        outcomes: { a: "text", b: "loan" },
      },
      text: { type: "sms", name: "Short note", message: { text: "Hello {{ member.id }}" }, outcomes: { sent: "wait" } },
      loan: {
        type: "crossEmail",
        name: "Loan offer",
        campaignId: of.campaignId,
        messageId: of.messageId,
        outcomes: { sent: "wait" },
      },
      nudge: {
        type: "push",
        name: "Nudge",
        message: { title: "Still interested?", body: "Your offer is waiting", link: "https://example.com/offer" },
        outcomes: { sent: "gold" },
      },
      note: {
        type: "notifyStaff",
        name: "Tell the desk",
        to: ["desk@example.com"],
        subject: "No score for {{ member.id }}",
        text: "Please call.",
        outcomes: { done: "end" },
      },
      end: { type: "end", name: "End" },
    },
  }
}

const smallFlow = {
  start: "hello",
  steps: {
    hello: {
      type: "email",
      name: "Hello",
      message: { subject: "Hello", html: "<p>Hello</p>" },
      outcomes: { sent: "wait" },
    },
    wait: { type: "delay", name: "Two days", delay: { for: "P2D" }, outcomes: { done: "end" } },
    end: { type: "end", name: "End" },
  },
}

const brokenFlow = {
  start: "hello",
  steps: {
    hello: { type: "sms", name: "Text without words", outcomes: { sent: "nowhere" } },
    end: { type: "end", name: "End" },
  },
}

/** A picture for messages: a sheet in one colour. */
async function uploadedImage(request: APIRequestContext): Promise<{ id: string }> {
  const answer = await request.post("/api/v1/images?name=spring.png", {
    headers: { authorization, "content-type": "image/png" },
    data: Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAJYAAABkCAIAAADrOV6nAAAArUlEQVR42u3RMQ0AAAgEsd9xiiyUMiOBpMkpuKZ69LpYgFAIhRChCwiFUAgRCqEQCiFCIRRCIUQohEIohAiFUAiFEKEQCqEQIhRCIRRChEIohEKIUAiFUAgRCqEQCiFCIRRCIUQohEIohAiFUAiFEKEQCqEQIhRCIRRChEIohEKIUAiFUAgRCqEQCiFCIRRCIUQohEIohAiFUAiFEKEQCqEQIhRCIRRChEIohLotaS7fWm5gJdIAAAAASUVORK5CYII=",
      "base64",
    ),
  })
  return await answer.json()
}

/** A system at work, made through the API: flows under way, messages sent, a bit of everything else. */
export async function furnish(request: APIRequestContext, baseURL: string): Promise<Things> {
  const post = (path: string, body: unknown = {}) => api(request, "POST", path, body)
  const put = (path: string, body: unknown) => api(request, "PUT", path, body)
  await api(request, "PATCH", "/settings/company", {
    name: "Unión de Crédito",
    timeZone: zone,
    postalAddress: "18 de Julio 1000\nMontevideo",
    senderName: "Unión de Crédito",
    senderEmail: "hola@example.com",
  })
  const list = await post("/segments", { name: "New members", kind: "list" })
  const rule = await post("/segments", { name: "Gold plan", kind: "rule", rule: gold })
  const policy = {
    caps: [
      { channel: "email", max: 2, per: "P7D" },
      { channel: "sms", max: 1, per: "P1D" },
    ],
    minGap: "PT4H",
    quietHours: { from: "21:00", to: "08:00" },
    weekdays: [1, 2, 3, 4, 5],
    holidays: ["2026-12-25"],
  }
  const category = await post("/categories", { name: "Newsletters", priority: 5, policy })
  const group = await post("/groups", { name: "Credit", priority: 8, policy: { caps: [] } })
  const regular = await post("/campaigns", {
    kind: "campaign",
    name: "Loans",
    timeZone: zone,
    segmentIds: ["everyone"],
  })
  const message = await post(`/campaigns/${regular.id}/messages`, {
    channel: "email",
    name: "Loan offer",
    subject: "A loan for {{ member.attributes.firstName }}",
    html: "<p>Borrow at the rate of members.</p>",
  })
  await post(`/campaigns/${regular.id}/messages`, { channel: "sms", name: "Loan by SMS", text: "Your loan is ready." })
  await post(`/campaigns/${regular.id}/publish`)
  const emptyRegular = await post("/campaigns", { kind: "campaign", name: "Savings", timeZone: zone, segmentIds: [] })
  const workflow = await post("/workflows", { name: "Client series", kind: "standalone", timeZone: zone })
  await put(`/workflows/${workflow.id}/flow`, smallFlow)
  await post(`/workflows/${workflow.id}/publish`)
  const pausedWorkflow = await post("/workflows", {
    name: "Lead update",
    kind: "internal",
    trigger: { event: "lead changed" },
    timeZone: zone,
  })
  await put(`/workflows/${pausedWorkflow.id}/flow`, smallFlow)
  await post(`/workflows/${pausedWorkflow.id}/publish`)
  await post(`/workflows/${pausedWorkflow.id}/pause`)
  const workflowDraft = await post("/workflows", { name: "Not ready yet", kind: "standalone", timeZone: zone })
  const flowOf = async (name: string, flow: unknown, more: Record<string, unknown> = {}) => {
    const made = await post("/campaigns", { kind: "flow", name, timeZone: zone, segmentIds: [list.id], ...more })
    await put(`/campaigns/${made.id}/flow`, flow)
    return made.id as string
  }
  const letter = { subject: "Our letter", blocks: [{ type: "heading", text: "Good news" }, { type: "logo" }] }
  const template = await post("/templates", { channel: "email", name: "Our letter", content: letter })
  const uses = { campaignId: regular.id, messageId: message.id, workflowId: workflow.id }
  const flowId = await flowOf("New member onboarding", bigFlow(uses), {
    categoryId: category.id,
    groupId: group.id,
    goal: { event: "applied", within: "P30D" },
    dismissible: true,
    dataFields: [
      { name: "loan", type: "currency" },
      { name: "advisor", type: "email" },
    ],
    clientMessages: { en: { undoButton: "Take it back" } },
  })
  await post(`/campaigns/${flowId}/publish`)
  const others: Record<string, string> = {}
  for (const name of ["Birthday greetings", "Dormant accounts", "Card renewal"]) {
    others[name] = await flowOf(name, smallFlow, { segmentIds: [rule.id], categoryId: category.id })
    await post(`/campaigns/${others[name]}/publish`)
  }
  const [pausedId = "", closedId = "", archivedId = ""] = Object.values(others)
  const draftId = await flowOf("Autumn offer", brokenFlow)
  const names = ["Ana", "Bruno", "Carla", "Diego", "Elena", "Fabián", "Gabriela", "Hugo", "Irene", "Joaquín"]
  await post(`/webhooks/segments/${list.id}/joins`, {
    members: names.map((firstName, i) => ({
      id: `m-${1001 + i}`,
      email: `${firstName
        .normalize("NFD")
        .replaceAll(/[^a-z]/gi, "")
        .toLowerCase()}@example.com`,
      phone: `+5989412345${i}`,
      locale: i % 2 ? "es-UY" : "en",
      timeZone: zone,
      attributes: { firstName, plan: i % 3 ? "silver" : "gold" },
    })),
  })
  const occasion = await post("/occasions", {
    name: "How to save: webinar",
    at: "2027-06-01T18:00",
    timeZone: zone,
    location: "Online",
    segmentId: list.id,
  })
  await post("/dev/clock", { advance: "P3D" })
  await post("/webhooks/events", { events: [{ memberId: "m-1002", name: "applied", properties: { amount: 500 } }] })
  await put("/members/m-1001/consent", { channel: "sms", scope: "all", status: "unsubscribed" })
  await put(`/occasions/${occasion.id}/attendance/m-1001`, { status: "attended" })
  await put(`/occasions/${occasion.id}/attendance/m-1002`, { status: "absent" })
  await post("/dev/clock", { advance: "P5D", hold: true })
  await post(`/campaigns/${pausedId}/pause`)
  await post(`/campaigns/${closedId}/close-entry`)
  await post(`/campaigns/${archivedId}/cancel`)
  // A version to compare with and to go back to.
  const changed = bigFlow(uses)
  changed.steps.wait.delay.for = "P5D"
  await put(`/campaigns/${flowId}/flow`, changed)
  await post(`/campaigns/${flowId}/publish`)
  await put(`/campaigns/${flowId}/flow`, {
    ...changed,
    steps: { ...changed.steps, end: { type: "end", name: "Done" } },
  })
  await put(`/workflows/${workflow.id}/flow`, {
    ...smallFlow,
    steps: { ...smallFlow.steps, end: { type: "end", name: "Done" } },
  })
  await post(`/workflows/${workflow.id}/publish`)
  const imported = await request.fetch(
    `/api/v1/members/import?name=branch.csv&map=${encodeURIComponent(JSON.stringify({ Cliente: "id", Correo: "email" }))}`,
    {
      method: "POST",
      headers: { authorization: "Bearer e2e-admin-token", "content-type": "text/csv" },
      data: "Cliente,Correo,plan\nb-1,uno@example.com,gold\nb-2,broken,silver\nb-3,tres@example.com,gold\n",
    },
  )
  const { importId } = await imported.json()
  const exported = await post(`/campaigns/${flowId}/exports`, { format: "xlsx", status: "active" })
  const memberExport = await post("/exports", { of: "members", format: "csv" })
  const deliveryExport = await post("/exports", { of: "deliveries", format: "xlsx" })
  const schedule = await post(`/campaigns/${flowId}/export-schedules`, {
    name: "Mondays for the branch",
    format: "csv",
    weekday: 1,
    at: "07:00",
    webhookUrl: "https://branch.example.com/hooks/exports",
  })
  await post("/dev/clock", { advance: "PT0S" })
  const token = await post("/tokens", { name: "Core banking", scopes: ["read", "ingest"] })
  const source = await post("/webhook-sources", { name: "Core banking" })
  await post("/credentials", { name: "score-key", header: "x-key", value: "secret" })
  const person = await post("/people", { email: "elena@example.com", role: "editor" })
  const { items } = await api(request, "GET", "/outbox?channel=email&limit=1")
  const links = {
    en: await linksOf(request, flowId, ["m-1001", "m-1003", "m-1005"]),
    es: await linksOf(request, flowId, ["m-1002", "m-1004", "m-1006"]),
  }
  return {
    flowId,
    draftId,
    pausedId,
    closedId,
    archivedId,
    regularId: regular.id,
    emptyRegularId: emptyRegular.id,
    messageId: message.id,
    templateId: template.id,
    imageId: (await uploadedImage(request)).id,
    workflowId: workflow.id,
    usedWorkflowId: workflow.id,
    pausedWorkflowId: pausedWorkflow.id,
    workflowDraftId: workflowDraft.id,
    categoryId: category.id,
    groupId: group.id,
    occasionId: occasion.id,
    listId: list.id,
    ruleId: rule.id,
    memberId: "m-1001",
    importId,
    exportId: exported.id,
    memberExportId: memberExport.id,
    deliveryExportId: deliveryExport.id,
    scheduleId: schedule.id,
    tokenId: token.id,
    sourceId: source.id,
    credential: "score-key",
    personId: person.id,
    invite: new URL(person.inviteUrl, baseURL).pathname,
    deliveryId: items[0]?.deliveryId ?? "",
    links,
  }
}

/** Tokens of the links that three members got: the second unsubscribes by theirs, the third dismisses the campaign. */
async function linksOf(request: APIRequestContext, campaignId: string, memberIds: string[]) {
  const tokens: string[] = []
  for (const id of memberIds) {
    const { items } = await api(request, "GET", `/outbox?campaignId=${campaignId}&memberId=${id}&channel=email`)
    tokens.push(/\/u\/([\w.-]+)/.exec(items[0]?.text)?.[1] ?? "")
  }
  const [open = "", unsubscribed = "", dismissed = ""] = tokens
  await request.post(`/u/${unsubscribed}`, { form: { act: "unsubscribe" } })
  await request.post(`/d/${dismissed}`, { form: { act: "dismiss" } })
  return { open, unsubscribed, dismissed }
}
