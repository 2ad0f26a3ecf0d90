// Segments and campaigns of bench/million.mjs, made through the API.
const campaignCount = 20

/** Segments and campaigns that everything hangs on. */
export async function furnish(call) {
  const { now } = await call("POST", "/dev/clock", { advance: "PT0S", hold: true })
  const everybody = await call("POST", "/segments", { name: "Everybody there is", kind: "list" })
  const few = await call("POST", "/segments", { name: "A few", kind: "list" })
  const flow = {
    start: "hello",
    steps: {
      hello: {
        type: "email",
        name: "Hello",
        message: { subject: "Hello", html: "<p>Hello</p>" },
        outcomes: { sent: "wait" },
      },
      wait: { type: "delay", name: "A month", delay: { for: "P30D" }, outcomes: { done: "again" } },
      again: {
        type: "email",
        name: "Again",
        message: { subject: "Again", html: "<p>Again</p>" },
        outcomes: { sent: "end" },
      },
      end: { type: "end", name: "End" },
    },
  }
  const campaigns = []
  for (let i = 0; i < campaignCount; i++) {
    const empty = await call("POST", "/segments", { name: `Nobody ${i}`, kind: "list" })
    const { id } = await call("POST", "/campaigns", {
      kind: "flow",
      name: `Campaign ${i}`,
      segmentIds: [empty.id],
      timeZone: "UTC",
    })
    await call("PUT", `/campaigns/${id}/flow`, flow)
    await call("POST", `/campaigns/${id}/publish`, {})
    campaigns.push(id)
  }
  return {
    now: Date.parse(now),
    everybody: everybody.id,
    few: few.id,
    big: campaigns[0],
    small: campaigns[7],
    campaigns,
  }
}

/** The same things of a system that was kept. */
export async function known(call) {
  const { now } = await call("GET", "/dev/clock")
  const segments = (await call("GET", "/segments?limit=200")).items
  const listed = (await call("GET", "/campaigns?limit=200")).items
  const idOf = (list, name) => list.find((one) => one.name === name).id
  const campaigns = Array.from({ length: campaignCount }, (_, i) => idOf(listed, `Campaign ${i}`))
  return {
    now: Date.parse(now),
    everybody: idOf(segments, "Everybody there is"),
    few: idOf(segments, "A few"),
    big: campaigns[0],
    small: campaigns[7],
    campaigns,
  }
}
