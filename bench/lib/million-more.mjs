// What else grows in a large system: logs, what the outbox kept, what failed, and one member with very much behind.
const dayMs = 86_400_000
const days = 90
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

/** Fills what lists beside those of members read. `heavy`: a member with 10,000 of everything. */
export function fillMore(database, { members, now, big, campaigns, heavy }) {
  const begin = now - days * dayMs
  const each = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)`
  const at = `CAST(${begin} + i * ${days * dayMs}.0 / ?1 AS INTEGER)`
  const id = "printf('m-%07d', i)"
  const key = `'${big}.u' || i || '.1.hello.1.email'`
  const add = (count, into, what) => {
    database.exec("BEGIN")
    database.prepare(`${each} INSERT INTO ${into} SELECT ${what} FROM n`).run(count)
    database.exec("COMMIT")
  }
  database.function("id_at", { deterministic: true }, (instant, n) => idAt(instant) + String(n).padStart(16, "0"))
  add(
    members,
    "audit (id, at, actor, action, subject, before, after)",
    `id_at(${at}, i), ${at}, iif(i % 2, 'user:ana@example.com', 'token:import'), 'member.updated', 'member:' || i, json_object('n', i), json_object('n', i + 1)`,
  )
  add(
    members,
    'outbox (idempotency_key, delivery_id, member_id, campaign_id, step_id, channel, "to", message, at)',
    `${key}, ${key}, ${id}, '${big}', 'hello', 'email', 'x', json_object('subject', 'Hello', 'html', printf('%.*c', 600, 'x')), ${at}`,
  )
  add(
    members / 10,
    "dead_letters (id, queue, body, at)",
    `printf('d%09d', i), 'activity', json_object('memberId', ${id}), ${at}`,
  )
  const [, , , other] = campaigns
  // Its object calls it u7; its first runs are those of everybody.
  const run = `'${other}.u7.' || (i + 1000)`
  add(
    10_000,
    'deliveries (id, member_id, campaign_id, step_id, run_id, seq, visit, version, channel, status, "to", created_at, sent_at)',
    `${run} || '.hello.1.email', '${heavy}', '${other}', 'hello', ${run}, 9, 1, 1, 'email', 'sent', 'x', ${at}, ${at}`,
  )
  add(
    10_000,
    "runs (id, campaign_id, member_id, seq, version, status, step_id, visit, started_at, entered_at, ended_at, reason)",
    `${run}, '${other}', '${heavy}', 9, 1, 'completed', 'end', 1, ${at}, ${at}, ${at}, 'completed'`,
  )
  add(
    10_000,
    "activity (member_id, seq, at, entries)",
    `'${heavy}', 10 + i, ${at}, json_array(json_object('type', 'stepEntered', 'campaignId', '${other}', 'runId', ${run}, 'stepId', 'hello', 'visit', 1),
       json_object('type', 'stepLeft', 'campaignId', '${other}', 'runId', ${run}, 'stepId', 'hello', 'visit', 1, 'outcome', 'sent'))`,
  )
}

/** As ids of the application begin: they sort by time. */
function idAt(instant) {
  let text = ""
  for (let rest = instant, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) text = alphabet[rest % 32] + text
  return text
}
