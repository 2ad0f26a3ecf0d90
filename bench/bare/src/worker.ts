import { DurableObject } from "cloudflare:workers"
import { chunksOf } from "../../../src/core/chunks"
import { coalesce } from "../../../src/platform/coalesce"

interface Env {
  DB: D1Database
  MEMBER: DurableObjectNamespace<BareMember>
  QUEUE_INBOX: Queue<{ id: string }>
  QUEUE_EMAIL: Queue<Message>
}
interface Message {
  key: string
  memberId: string
}
interface Post {
  /** Makes keys of this round differ from those of others. */
  round: string
  members: { id: string }[]
  /** Epoch ms: send then, by an alarm, instead of now. */
  at?: number
}

/** Members handed to their objects at once, and posts handed straight from the request: as in the real thing. */
const chunkSize = 100
const rowsPerStatement = 500

/** Objects awake together share their sends, as in the real thing: one by one, a queue takes many times as long. */
const sendShared = coalesce(async (env: Env, messages: Message[]) => {
  for (const part of chunksOf(messages, { items: chunkSize, chars: Number.POSITIVE_INFINITY })) {
    await env.QUEUE_EMAIL.sendBatch(part.map((body) => ({ body })))
  }
})

/** One row of state, and an alarm when it is to wait. */
export class BareMember extends DurableObject<Env> {
  join(message: Message, at: number | undefined): Message | null {
    const rounds = (this.ctx.storage.kv.get<number>("rounds") ?? 0) + 1
    this.ctx.storage.kv.put("member", { message, rounds })
    if (at === undefined) return message
    void this.ctx.storage.setAlarm(at)
    return null
  }

  override async alarm(): Promise<void> {
    const kept = this.ctx.storage.kv.get<{ message: Message; rounds: number }>("member")
    if (!kept) return
    this.ctx.storage.kv.put("member", { ...kept, rounds: kept.rounds + 1 })
    await sendShared(this.env, [kept.message])
  }
}

async function handOut(env: Env, id: string): Promise<void> {
  const row = await env.DB.prepare("SELECT chunk FROM inbox WHERE id = ?").bind(id).first<{ chunk: string }>()
  if (!row) return
  const { round, members, at } = JSON.parse(row.chunk) as Post
  const answers = await Promise.all(
    members.map(({ id: memberId }) =>
      env.MEMBER.getByName(memberId).join({ key: `${round}/${memberId}`, memberId }, at),
    ),
  )
  const messages = answers.filter((message) => message !== null)
  if (messages.length > 0) await env.QUEUE_EMAIL.sendBatch(messages.map((body) => ({ body })))
  await env.DB.prepare("DELETE FROM inbox WHERE id = ?").bind(id).run()
}

async function join(env: Env, post: Post): Promise<Response> {
  const ids: string[] = []
  const statements: D1PreparedStatement[] = []
  for (let from = 0; from < post.members.length; from += chunkSize) {
    const id = crypto.randomUUID()
    const chunk = JSON.stringify({ ...post, members: post.members.slice(from, from + chunkSize) })
    statements.push(env.DB.prepare("INSERT INTO inbox (id, chunk) VALUES (?, ?)").bind(id, chunk))
    ids.push(id)
  }
  await env.DB.batch(statements)
  const [only] = ids
  if (ids.length === 1 && only) await handOut(env, only)
  else await env.QUEUE_INBOX.sendBatch(ids.map((id) => ({ body: { id } })))
  return Response.json({ accepted: post.members.length }, { status: 202 })
}

async function importRows(env: Env, body: string): Promise<Response> {
  const [header = "", ...lines] = body.trim().split("\n")
  const names = header.split(",")
  const rows = lines.map((line) => {
    const cells = line.split(",")
    return { id: cells[0], profile: Object.fromEntries(names.map((name, i) => [name, cells[i]])) }
  })
  const insert =
    "INSERT OR REPLACE INTO members (id, profile) SELECT value ->> 'id', value -> 'profile' FROM json_each(?)"
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    await env.DB.prepare(insert)
      .bind(JSON.stringify(rows.slice(from, from + rowsPerStatement)))
      .run()
  }
  return Response.json({ accepted: rows.length })
}

async function lateness(env: Env, due: number): Promise<Response> {
  const { results } = await env.DB.prepare("SELECT at - ? AS late FROM outbox WHERE at >= ? ORDER BY at")
    .bind(due, due)
    .all()
  return Response.json({ late: results.map(({ late }) => late) })
}

export default {
  async fetch(request, env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    switch (pathname) {
      case "/healthz":
        return Response.json({ status: "ok" })
      case "/joins":
        return await join(env, (await request.json()) as Post)
      case "/import":
        return await importRows(env, await request.text())
      case "/count":
        return Response.json(await env.DB.prepare("SELECT count(*) AS n FROM outbox").first())
      case "/late":
        return await lateness(env, Number(searchParams.get("due")))
      case "/outbox": {
        const of = env.DB.prepare("SELECT key, at FROM outbox WHERE member_id = ?").bind(searchParams.get("memberId"))
        return Response.json({ items: (await of.all()).results })
      }
      case "/stats":
        return Response.json((await env.DB.prepare("SELECT step_id, metric, n FROM counters").all()).results)
      default:
        return new Response(null, { status: 404 })
    }
  },

  async queue(batch: MessageBatch<{ id: string } | Message>, env: Env): Promise<void> {
    if (batch.queue === "bare-inbox") {
      for (const { body } of batch.messages) if ("id" in body) await handOut(env, body.id)
      return
    }
    const rows = JSON.stringify(batch.messages.map(({ body }) => body))
    await env.DB.prepare(
      "INSERT OR IGNORE INTO outbox (key, member_id, at) SELECT value ->> 'key', value ->> 'memberId', ? FROM json_each(?)",
    )
      .bind(Date.now(), rows)
      .run()
  },
} satisfies ExportedHandler<Env, { id: string } | Message>
