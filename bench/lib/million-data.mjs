// What bench/million.mjs fills the read model with: shapes and shares as a bank's might be after three months.
const dayMs = 86_400_000
const days = 90

/** Fills all tables; rows come in the order of time, as the projector writes them. */
export function fill(database, { members, now, everybody, few, big, campaigns }) {
  const begin = now - days * dayMs
  const each = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)`
  const at = `CAST(${begin} + i * ${days * dayMs}.0 / ?1 AS INTEGER)`
  const id = "printf('m-%07d', i)"
  const run = (sql, ...args) => database.prepare(sql).run(...args)
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000")
  const all = (sql) => {
    database.exec("BEGIN")
    sql()
    database.exec("COMMIT")
  }
  all(() =>
    run(
      `${each} INSERT INTO members (id, home, profile, profile_seq, seq, created_at, updated_at, uid)
       SELECT ${id}, 'object', json_object('email', printf('m%07d@example.com', i), 'phone', printf('+5989%07d', i), 'locale',
         iif(i % 3, 'es', 'en'), 'attributes', json_object('plan', iif(i % 4, 'basic', 'gold'), 'score', i % 1000)), 1, 9, ${at}, ${at}, 'u' || i FROM n`,
      members,
    ),
  )
  all(() => {
    run(
      `${each} INSERT INTO memberships (segment_id, member_id, member, at, source, asleep) SELECT '${everybody}', ${id}, 1, ${at}, 'import', 0 FROM n`,
      members,
    )
    run(
      `${each} INSERT INTO memberships (segment_id, member_id, member, at, source, asleep) SELECT '${few}', printf('m-%07d', i * 97), 1, ${at}, 'api', 0 FROM n`,
      Math.floor(members / 100),
    )
  })
  const runs = (campaign, count) =>
    all(() =>
      run(
        `${each} INSERT INTO runs (id, campaign_id, member_id, seq, version, status, step_id, visit, started_at, entered_at, wake_at, ended_at, reason)
         SELECT '${campaign}.u' || i || '.1', '${campaign}', ${id}, 9, 1,
           CASE WHEN i >= ?1 * 2 / 3 THEN 'active' WHEN i % 20 = 0 THEN 'exited' ELSE 'completed' END,
           CASE WHEN i >= ?1 * 2 / 3 OR i % 20 = 0 THEN 'wait' ELSE 'end' END, 1, ${at}, ${at},
           CASE WHEN i >= ?1 * 2 / 3 THEN ${at} + ${30 * dayMs} END, CASE WHEN i < ?1 * 2 / 3 THEN ${at} + ${30 * dayMs} END,
           CASE WHEN i >= ?1 * 2 / 3 THEN NULL WHEN i % 20 = 0 THEN 'unsubscribed' ELSE 'completed' END FROM n`,
        count,
      ),
    )
  // Hello at once and Again a month later: rows of both steps come in the order of time.
  const deliveries = (campaign, count) =>
    all(() =>
      run(
        `${each}, sent(i, step, at) AS (SELECT i, 'hello', ${at} FROM n
           UNION ALL SELECT i, 'again', ${at} + ${30 * dayMs} FROM n WHERE i < ?1 * 2 / 3)
         INSERT INTO deliveries (id, member_id, campaign_id, step_id, run_id, seq, visit, version, channel, status, reason, "to",
           created_at, sent_at, delivered_at, bounced_at, opened_at, clicked_at, engaged_at, unsubscribed_at, firsts)
         SELECT '${campaign}.u' || i || '.1.' || step || '.1.email', ${id}, '${campaign}', step, '${campaign}.u' || i || '.1', 9, 1, 1, 'email',
           CASE WHEN i % 100 = 1 THEN 'bounced' WHEN i % 100 = 2 THEN 'skipped' ELSE 'delivered' END,
           CASE WHEN i % 100 = 2 THEN 'noAddress' END, printf('m%07d@example.com', i), at,
           CASE WHEN i % 100 <> 2 THEN at END, CASE WHEN i % 100 NOT IN (1, 2) THEN at END, CASE WHEN i % 100 = 1 THEN at END,
           CASE WHEN i % 3 = 0 THEN at + 3600000 END, CASE WHEN i % 9 = 0 THEN at + 3700000 END,
           CASE WHEN i % 3 = 0 THEN at + 3600000 END, CASE WHEN i % 400 = 0 THEN at + 3900000 END,
           iif(step = 'hello', (i % 100 <> 2) + 2 * (i % 3 = 0) + 4 * (i % 400 = 0), 0) FROM sent ORDER BY at`,
        count,
      ),
    )
  for (const campaign of campaigns) {
    if (campaign === big) continue
    runs(campaign, members / 100)
    deliveries(campaign, members / 100)
  }
  runs(big, members)
  deliveries(big, members)
  const entry = (type, more = "") =>
    `json_object('type', '${type}', 'campaignId', '${big}', 'runId', '${big}.u' || i || '.1'${more})`
  const step = (type, name, more = "") => entry(type, `, 'stepId', '${name}', 'visit', 1${more}`)
  all(() => {
    run(
      `${each} INSERT INTO activity (member_id, seq, at, entries) SELECT ${id}, 1, ${at}, json_array(json_object('type', 'memberCreated'), ${entry("runStarted", ", 'version', 1, 'entry', 1")},
         ${step("stepEntered", "hello")}, ${step("deliveryQueued", "hello", ", 'channel', 'email'")}) FROM n`,
      members,
    )
    run(
      `${each} INSERT INTO activity (member_id, seq, at, entries) SELECT ${id}, 2, ${at}, json_array(${step("deliverySent", "hello", ", 'channel', 'email', 'to', 'x'")},
         ${step("stepLeft", "hello", ", 'outcome', 'sent'")}, ${step("stepEntered", "wait")}) FROM n`,
      members,
    )
    run(
      `${each} INSERT INTO activity (member_id, seq, at, entries) SELECT ${id}, 3, ${at} + ${30 * dayMs}, json_array(${step("stepLeft", "wait", ", 'outcome', 'done'")},
         ${step("stepEntered", "again")}, ${step("stepEntered", "end")}) FROM n`,
      Math.floor((members * 2) / 3),
    )
  })
  all(() =>
    run(`${each} INSERT INTO results SELECT '${big}', 'converted', ${at}, ${id} FROM n WHERE i % 50 = 0`, members),
  )
  all(() => {
    for (const campaign of campaigns) {
      const n = campaign === big ? 120 : 3
      run(
        `${each} INSERT INTO quarters (campaign_id, bucket, entered, reached, engaged, converted, unsubscribed, sent_email, delivered_email,
           opened_email, clicked_email, bounced_email)
         SELECT '${campaign}', ${Math.floor(begin / 900_000)} + i, ${Array(10).fill(n).join(", ")} FROM n`,
        days * 96,
      )
      for (const [name, n] of [
        ["started", members],
        ["active", members / 3],
        ["completed", members * 0.6],
        ["exited", members / 30],
      ]) {
        const part = campaign === big ? 1 : 0.01
        run("INSERT INTO counters VALUES (?, '', ?, ?)", campaign, name, Math.floor(n * part))
      }
      for (const name of ["hello", "wait", "again", "end"]) {
        for (const metric of [
          "entered",
          "left",
          "sent",
          "delivered",
          "opened",
          "clicked",
          "bounced",
          "skipped:noAddress",
        ]) {
          run("INSERT INTO counters VALUES (?, ?, ?, ?)", campaign, name, metric, members / 10)
        }
      }
    }
  })
}
