interface Mail {
  provider: string
  to: string
}

interface Env {
  EMAIL: Queue<Mail>
}

/** Of one call of the queue. */
const batchMax = 100

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (new URL(request.url).pathname === "/healthz") return Response.json({ status: "ok" })
    const { provider, to } = (await request.json()) as { provider: string; to: string[] }
    for (let from = 0; from < to.length; from += batchMax)
      await env.EMAIL.sendBatch(to.slice(from, from + batchMax).map((one) => ({ body: { provider, to: one } })))
    return Response.json({}, { status: 202 })
  },

  async queue(batch: MessageBatch<Mail>): Promise<void> {
    await Promise.all(
      batch.messages.map(async ({ body: { provider, to } }) => {
        const body = JSON.stringify({ to: [to], subject: "Hello Ana", html: "<p>Hello Ana</p>" })
        const headers = { "content-type": "application/json", "idempotency-key": to }
        const response = await fetch(`${provider}/emails`, { method: "POST", headers, body })
        await response.text()
      }),
    )
  },
} satisfies ExportedHandler<Env, Mail>
