import { counter } from "../format"

const count = counter("en")

/** What is expected (ANA-7). */
export const forecast = {
  title: "Forecast",
  tab: "Forecast",
  allIntro:
    "Messages expected in the coming four weeks from all flows and workflows under way, by the day of each campaign's own zone.",
  intro:
    "Messages expected in the coming four weeks: where members stand, and those who will enter, played ahead by the engine that runs the flow.",
  remake: "Make it anew",
  made: "Made",
  total: "Expected in four weeks",
  ahead: "The coming 28 days",
  aheadText: (total: string) =>
    `Expected messages a day for 28 days, ${total} in all. The table below has the numbers.`,
  table: "Numbers of each day",
  day: "Day",
  today: "the rest of today",
  expected: "Expected",
  sent: "Sent",
  madeOn: "Forecast of",
  channels: { email: "Email", sms: "SMS", push: "Push" },
  basis: "What it is made from",
  inside: (inside: number, played: number) =>
    played < inside
      ? `${count(inside, "member", "members")} in the flow now; ${count(played, "of them stands", "of them stand")} for the others on the same step.`
      : `${count(inside, "member", "members")} in the flow now, each played ahead.`,
  entering: {
    flow: (perDay: string, days: string) =>
      `${perDay} entering a day, as over the last ${days} days; an unusually busy day among them is left out.`,
    segments: (perDay: string, days: string) =>
      `${perDay} entering a day, as many as have come into its segments over the last ${days} days without the busiest one: of the flow itself too little has been seen yet.`,
  },
  atStart: (n: number) => `${count(n, "member of the segments enters", "members of the segments enter")} at Starts.`,
  engine:
    "Delays, windows, contact policies and quiet hours are the flow's own. Opens, clicks and awaited events come at the shares seen so far. A day holds no more than the rates of the providers let through; what exceeds it moves on to the next.",
  caveats: {
    paused: "The campaign is paused: nothing leaves until it is resumed.",
    notPublished: "The flow is not published yet: nothing is to come.",
    noFlow: "A regular campaign has no flow: its messages leave with the flows that use them.",
    over: "The campaign is over: nothing is to come.",
    newcomersUnknown: "Nobody has entered lately: only those inside are counted.",
    sampled: "Members are so many that some stand for others.",
    rateLimited:
      "More is due than the rates of the providers let through in a day: what exceeds it moves on to the days after.",
  },
  outcomesUnknown: (steps: string) =>
    `At ${steps} too few members have come by to know what they do: they are taken to do nothing until the time is up.`,
  past: "How earlier forecasts came out",
  pastText: "Each day beside the oldest forecast made of it within the week before. One is made every day.",
  pastNone: "A forecast is made and kept every day. From tomorrow on it can be compared.",
  accuracy: (days: number, expected: string, sent: string) =>
    `Over ${count(days, "day", "days")} that can be compared, ${expected} expected and ${sent} sent.`,
  more: (share: string) => `That is ${share} more than expected.`,
  less: (share: string) => `That is ${share} less than expected.`,
  exact: "That is as expected.",
  dayError: (share: string) => `Single days were off by ${share} on average.`,
  unforeseen: (n: string) => `Not compared: ${n} sent by campaigns that had not been forecast.`,
  channel: "Channel",
  deviation: "Difference",
  asExpected: "none",
  margin: (share: string) =>
    `Because only some were played, the share of them that gets a message on a day may be off by up to ${share} by chance alone.`,
  notForecast: "none made",
  none: "No flow is under way",
  noneText: "Once a flow is published, the messages it will send are expected here.",
  campaigns: "By campaign",
  campaign: "Campaign",
  leftOut: (n: number) =>
    `${count(n, "further campaign is", "further campaigns are")} left out, of which no forecast was made today: those with most members come first.`,
}

/** How the system is (OPS-2). */
export const health = {
  title: "Health",
  intro: "What waits, what is late and what has failed.",
  states: { good: "Good", warn: "Worth a look", bad: "Act now" },
  overall: {
    good: "Everything runs as it should.",
    warn: "Something is worth a look.",
    bad: "Something is wrong.",
  },
  queues: "Queues",
  queueNames: {
    inbox: "Accepted posts",
    email: "Email",
    sms: "SMS",
    push: "Push",
    webhook: "Web services",
    settled: "Outcomes",
    activity: "Read model",
  },
  inQueue: (n: string) => `${n} in the queue`,
  unknownDepth: "not told by the platform",
  inbox: (n: number) => `${count(n, "accepted post waits", "accepted posts wait")} to be handed out`,
  deliveries: (channel: string, n: number) => `${channel}: ${count(n, "delivery", "deliveries")} on the way`,
  deferred: (n: number) => `${count(n, "delivery", "deliveries")} put off by contact policies`,
  since: "the oldest since",
  queuesAdvice:
    "Accepted work is not lost. If it stays, look at the providers and the dead letters, then at the logs of the Worker.",
  deadLetters: "Dead letters",
  letters: (n: number) => count(n, "message was given up", "messages were given up"),
  noLetters: "Nothing was given up.",
  lettersAdvice: "Put right what they died of, then retry them.",
  wakeUps: "Wake-ups",
  overdue: (n: number) => `${count(n, "member is", "members are")} late to be woken`,
  onTime: "Nobody is late.",
  wakeUpsAdvice:
    "The sweeper wakes them every minute. If the oldest stays, the objects or the database cannot be reached.",
  providers: "Providers",
  noErrors: "No errors within the hour.",
  error: (n: number) => count(n, "time", "times"),
  providersAdvice:
    "Retried by themselves with growing pauses. Look at the provider's status page and at the credentials.",
  rate: "Done within the hour",
  messages: (n: string) => `${n} messages a minute`,
  entries: (n: string) => `${n} members entering a minute`,
  backup: "Backup",
  lastBackup: "Last made",
  noBackup: "None yet: one is made every day.",
  backupAdvice: "Backups hold what people configure, not members. D1 itself can be put back to any minute of 30 days.",
  makeBackup: "Back up now",
  backups: "Backups",
  backupColumns: { at: "Made", rows: "Rows", size: "Size", file: "File" },
  download: "Download",
}

/** Counting the read model anew (OPS-2). */
export const rebuild = {
  title: "Rebuild the numbers",
  link: "Rebuild the numbers",
  linkText: "If numbers or lists look wrong, count them anew from the members themselves.",
  intro:
    "Lists and numbers are a copy, made as things happen, of what each member's own record says. A rebuild makes that copy anew.",
  does: [
    "Every number and every curve is counted again from all journals.",
    "Profiles, memberships, campaign data, runs and deliveries are taken from the members' own records.",
    "Everything goes on working meanwhile. Numbers change once, at its end.",
    "Nothing is sent, and no member is moved.",
  ],
  start: "Start a rebuild",
  never: "There has been no rebuild yet.",
  running: "A rebuild is running",
  progress: (done: number, total: string, share: string) =>
    `${count(done, "member", "members")} of ${total} (${share}).`,
  leave: "You can leave this page: it goes on.",
  right: "Every number was right.",
  corrected: (n: number) => `${count(n, "number was", "numbers were")} wrong and put right.`,
  finished: (n: number) => `${count(n, "member", "members")} looked at, finished`,
  corrections: "What was put right",
  shown: (n: number, all: string) => `The ${n} largest of ${all}.`,
  whole: "the whole campaign",
  history: "Rebuilds so far",
  status: { running: "Running", done: "Done" },
  columns: {
    campaign: "Campaign",
    of: "Step or time",
    metric: "Number",
    by: "Changed by",
    started: "Started",
    status: "Status",
    members: "Members",
    corrected: "Put right",
    finished: "Finished",
  },
}

/** Who changed what (API-4). */
export const auditLog = {
  title: "Audit log",
  intro: "Every change, by whom and when.",
  search: "Actor, action or subject",
  from: "From",
  to: "Until",
  csv: "Download as CSV",
  anyAction: "Any",
  columns: { at: "When", actor: "Who", action: "What", subject: "On", change: "Change" },
  empty: "Nothing found",
  emptyText: "No change matches these filters.",
  added: "set to",
  was: "was",
  removed: "removed",
  noDetail: "no details",
  all: "Everything",
}
