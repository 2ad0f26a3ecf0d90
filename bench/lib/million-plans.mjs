const bound = "LIMIT 51"

/** The statements behind the lists and numbers that could be slow, as the services write them. */
export function plans({ big, everybody, few }) {
  const member = "(id LIKE '%x%' OR (profile LIKE '%x%' AND json_extract(profile, '$.email') LIKE '%x%'))"
  return [
    [
      "runs of a large campaign: along the table",
      `SELECT rowid FROM runs WHERE +campaign_id = '${big}' AND rowid < 9 AND rowid >= 1 ORDER BY rowid DESC ${bound}`,
    ],
    [
      "runs of a small one: its range of the key, sorted",
      `SELECT rowid FROM runs WHERE id > '${big}.' AND id < '${big}/' AND +rowid < 9 ORDER BY +rowid DESC ${bound}`,
    ],
    [
      "… that are open: their index, sorted",
      `SELECT rowid FROM runs WHERE campaign_id = '${big}' AND status IN ('active', 'failed') AND status IN (SELECT value FROM json_each('[]')) ORDER BY +rowid DESC ${bound}`,
    ],
    [
      "runs of a member",
      `SELECT * FROM runs WHERE id IN (SELECT id FROM member_runs WHERE member_id = 'm') ORDER BY +rowid DESC ${bound}`,
    ],
    [
      "deliveries of a member",
      `SELECT * FROM deliveries WHERE id IN (SELECT id FROM member_deliveries WHERE member_id = 'm') ORDER BY +rowid DESC ${bound}`,
    ],
    [
      "deliveries of a large campaign: along the table",
      `SELECT * FROM deliveries WHERE +campaign_id = '${big}' AND status = 'bounced' AND rowid < 9 AND rowid >= 1 ORDER BY rowid DESC ${bound}`,
    ],
    [
      "… of a small one: its range of the key, sorted",
      `SELECT * FROM deliveries WHERE id > '${big}.' AND id < '${big}/' AND status = 'bounced' ORDER BY +rowid DESC ${bound}`,
    ],
    ["deliveries on their way", "SELECT channel, created_at FROM deliveries WHERE status IN ('queued', 'sending')"],
    [
      "deliveries that failed",
      `SELECT * FROM deliveries WHERE status IN ('failed', 'unknown') AND +campaign_id = '${big}' AND status = 'failed' ORDER BY +rowid DESC ${bound}`,
    ],
    ["deliveries put off", `SELECT * FROM deliveries WHERE status = 'deferred' ORDER BY +rowid DESC ${bound}`],
    [
      "members of a large segment",
      `SELECT * FROM members WHERE EXISTS (SELECT 1 FROM memberships s WHERE s.segment_id = '${everybody}' AND s.member_id = members.id AND s.member = 1) AND rowid >= 1 ORDER BY rowid DESC ${bound}`,
    ],
    [
      "members of a small segment",
      `SELECT * FROM members WHERE id IN (SELECT member_id FROM memberships WHERE segment_id = '${few}' AND member = 1) ORDER BY +rowid DESC ${bound}`,
    ],
    [
      "members by the beginning of an email",
      `SELECT m.rowid FROM json_each('["a"]') w CROSS JOIN members m ON m.email IS NOT NULL AND m.email >= w.value AND m.email < w.value || 'z' ${bound}`,
    ],
    ["members by a part of it", `SELECT * FROM members WHERE ${member} AND rowid >= 1 ORDER BY rowid DESC ${bound}`],
    [
      "members of a segment by id",
      `SELECT * FROM memberships s JOIN members m ON m.id = s.member_id WHERE s.segment_id = '${few}' AND s.member AND s.member_id > 'm' ORDER BY s.member_id ${bound}`,
    ],
    [
      "outbox of a delivery",
      "SELECT * FROM outbox WHERE delivery_id = 'd' AND idempotency_key >= 'd' AND idempotency_key < 'd/' ORDER BY +rowid DESC",
    ],
    ["outbox of a channel", `SELECT * FROM outbox WHERE channel = 'sms' AND rowid >= 1 ORDER BY rowid DESC ${bound}`],
    ["audit log of some days", `SELECT * FROM audit WHERE id >= '0' AND id < '1' ORDER BY id DESC ${bound}`],
    ["dead letters", `SELECT * FROM dead_letters WHERE (at, id) < (1, 'd') ORDER BY at DESC, id DESC ${bound}`],
    [
      "timeline of a member",
      `SELECT a.seq FROM activity a, json_each(a.entries) e WHERE a.member_id = 'm' ORDER BY a.seq DESC, e.key DESC ${bound}`,
    ],
    [
      "numbers over time of a campaign",
      `SELECT p.key, sum(s.entered) FROM json_each('[]') p CROSS JOIN quarters s ON s.campaign_id = '${big}' AND s.bucket >= p.value->>0 AND s.bucket < p.value->>1 GROUP BY p.key`,
    ],
    [
      "numbers over time of all",
      `SELECT d.from_bucket, d.entered FROM json_each('[]') p CROSS JOIN days d ON d.campaign_id = '' AND d.from_bucket = p.value->>0 AND d.to_bucket = p.value->>1`,
    ],
    [
      "members who converted",
      `SELECT * FROM results WHERE campaign_id = '${big}' AND kind = 'converted' AND (at, member_id) < (1, '') ORDER BY at DESC, member_id DESC ${bound}`,
    ],
  ]
}
