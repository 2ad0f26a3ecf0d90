// Millrace through its contract.

import { call } from "./measure.mjs"
import { adminToken } from "./servers.mjs"

/** What the scenarios ask of a system, answered by the application. */
export function appDriver(url) {
  const api = (path, options = {}) =>
    call(`${url}/api/v1${path}`, { ...options, headers: { authorization: `Bearer ${adminToken}`, ...options.headers } })
  const post = (path, body, headers) => api(path, { method: "POST", body, headers })

  /** A published flow of its own segment. */
  async function createFlow(name, flow, settings = {}) {
    const segment = await post("/segments", { name, kind: "list" })
    const campaign = await post("/campaigns", {
      kind: "flow",
      name,
      segmentIds: [segment.id],
      timeZone: "UTC",
      ...settings,
    })
    await api(`/campaigns/${campaign.id}/flow`, { method: "PUT", body: flow })
    await post(`/campaigns/${campaign.id}/publish`, {})
    return { segmentId: segment.id, campaignId: campaign.id }
  }

  const email = {
    type: "email",
    name: "Hello",
    message: {
      subject: "Hello {{ member.attributes.firstName }}",
      html: "<p>Hello {{ member.attributes.firstName }}</p>",
    },
    outcomes: { sent: "end" },
  }
  const end = { type: "end", name: "End" }
  const member = (id) => ({ id, email: `${id}@example.com`, attributes: { firstName: "Ana" } })

  return {
    name: "Millrace",
    /** A round of joins that each lead to one email at once. */
    async round(name) {
      const { segmentId, campaignId } = await createFlow(name, { start: "hello", steps: { hello: email, end } })
      return {
        join: (ids) => post(`/webhooks/segments/${segmentId}/joins`, { members: ids.map(member) }),
        sent: async () => (await api(`/campaigns/${campaignId}/stats`)).steps.hello.sent ?? 0,
        arrived: async (id) => (await api(`/outbox?memberId=${id}&campaignId=${campaignId}`)).items.length > 0,
        stats: () => api(`/campaigns/${campaignId}/stats`),
      }
    },
    /** A round of joins that lead to one email each at `due` (epoch ms). */
    async timers(name, due) {
      const until = new Date(due).toISOString().slice(0, 19)
      const delay = { type: "delay", name: "Until", delay: { until, zone: "campaign" }, outcomes: { done: "hello" } }
      const { segmentId, campaignId } = await createFlow(name, {
        start: "wait",
        steps: { wait: delay, hello: email, end },
      })
      return {
        join: (ids) => post(`/webhooks/segments/${segmentId}/joins`, { members: ids.map(member) }),
        waiting: async () => (await api(`/campaigns/${campaignId}/stats`)).steps.wait.current,
        sent: async () => (await api(`/campaigns/${campaignId}/stats`)).steps.hello.sent ?? 0,
        lateness: async () => {
          const late = []
          for (let cursor = ""; cursor !== null; ) {
            const page = await api(`/outbox?campaignId=${campaignId}&limit=200${cursor && `&cursor=${cursor}`}`)
            late.push(...page.items.map((item) => Date.parse(item.at) - due))
            cursor = page.nextCursor
          }
          return late
        },
      }
    },
    async importRows(csv) {
      const { importId } = await post("/members/import", csv, { "content-type": "text/csv" })
      return async () => (await api(`/imports/${importId}`)).status === "done"
    },
  }
}

/** The same, answered by the bare pipeline. */
export function bareDriver(url) {
  const counted = async () => (await call(`${url}/count`)).n
  return {
    name: "bare",
    async round(name) {
      const before = await counted()
      return {
        join: (ids) =>
          call(`${url}/joins`, { method: "POST", body: { round: name, members: ids.map((id) => ({ id })) } }),
        sent: async () => (await counted()) - before,
        arrived: async (id) => {
          const { items } = await call(`${url}/outbox?memberId=${id}`)
          return items.some(({ key }) => key.startsWith(`${name}/`))
        },
        stats: () => call(`${url}/stats`),
      }
    },
    async timers(name, due) {
      const before = await counted()
      let joined = 0
      return {
        join: async (ids) => {
          await call(`${url}/joins`, {
            method: "POST",
            body: { round: name, at: due, members: ids.map((id) => ({ id })) },
          })
          joined += ids.length
        },
        waiting: async () => joined,
        sent: async () => (await counted()) - before,
        lateness: async () => (await call(`${url}/late?due=${due}`)).late,
      }
    },
    async importRows(csv) {
      await call(`${url}/import`, { method: "POST", body: csv })
      return async () => true
    },
  }
}
