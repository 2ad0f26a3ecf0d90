import {
  createExecutionContext,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test"
import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { shelfOf } from "../../src/core/short-code"
import { forgetCompany } from "../../src/platform/company"
import { keepShortLinks } from "../../src/platform/short-links"
import worker from "../../src/worker"
import { advance, chain, emailStep, join, must, outbox, startFlow, stats } from "../helpers/flows"
import { api, origin, send } from "./client"

const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1"
const offer = "https://bank.example/o?m={{ member.id | url_encode }}&x=%20d"
const text = (content: string) => ({ type: "sms", message: { text: content } })

const seen = async (path: string, more: Record<string, string> = {}, method = "GET") =>
  await send(path, { method, redirect: "manual", headers: { "user-agent": phone, ...more } })

/** Paths of the short links in the messages of a campaign that a member has got. */
async function links(campaignId: string, memberId: string): Promise<string[]> {
  const sent = (await outbox(`&campaignId=${campaignId}&memberId=${memberId}&channel=sms`)) as unknown as {
    text: string
  }[]
  return sent.flatMap((one) => [...one.text.matchAll(/http:\/\/localhost(\/s\/\w+)/g)].map((match) => match[1] ?? ""))
}

/** A flow of one SMS whose links are tracked; `ids` have got it. */
async function texted(ids: readonly string[], content = `Yours: ${offer}`, settings: Record<string, unknown> = {}) {
  const flow = await startFlow(chain({ one: text(content) }), { smsTracking: true, ...settings })
  await join(flow.segmentId, ids)
  await advance()
  return flow
}

const kept = async (memberId: string) =>
  await runInDurableObject(env.LINK.getByName(await shelfOf(memberId)), (_, { storage }) =>
    storage.sql.exec("SELECT * FROM links WHERE member_id = ?", memberId).toArray(),
  )

async function numbers(campaignId: string) {
  await advance()
  const { opened, clicked } = (await stats(campaignId)).steps.one
  return { opened, clicked }
}

describe("short links of SMS", () => {
  it("MSG-6 are made only where the campaign says so and the company does not forbid it", async () => {
    const flow = await texted(["off"], `Yours: ${offer}`, { smsTracking: false })
    expect(await must(api("GET", `/campaigns/${flow.campaignId}`))).toMatchObject({
      tracking: true,
      smsTracking: false,
    })
    await must(api("PATCH", `/campaigns/${flow.campaignId}`, { body: { smsTracking: true } }))
    await join(flow.segmentId, ["on"])
    await advance()
    await must(api("PATCH", "/settings/company", { body: { tracking: false } }))
    forgetCompany()
    await join(flow.segmentId, ["forbidden"])
    await advance()
    await must(api("PATCH", "/settings/company", { body: { tracking: null } }))
    forgetCompany()
    const sent = (await outbox(`&campaignId=${flow.campaignId}`)) as unknown as { memberId: string; text: string }[]
    const said = Object.fromEntries(sent.map((one) => [one.memberId, one.text]))
    expect(said).toEqual({
      off: "Yours: https://bank.example/o?m=off&x=%20d",
      on: expect.stringMatching(/^Yours: http:\/\/localhost\/s\/[0-9A-Za-z]{9}$/),
      forbidden: "Yours: https://bank.example/o?m=forbidden&x=%20d",
    })
    expect([await kept("off"), await kept("forbidden")]).toEqual([[], []])
    const refused = await api("PATCH", `/campaigns/${flow.campaignId}`, { body: { smsTracking: "yes" } })
    expect([refused.status, refused.json.errors[0].path]).toEqual([422, "smsTracking"])
  })

  it("MSG-6 UNS-16 UNS-18 lead each member on byte by byte; a person's click counts once, and the flow hears of it", async () => {
    const flow = await startFlow(
      chain({
        one: text(
          "Yours: https://bank.example/o?m={{ member.attributes.name | url_encode }}&x=%20d https://bank.example/2",
        ),
        wait: {
          type: "waitForEvent",
          event: { message: "one", did: "clicked" },
          timeout: "P2D",
          outcomes: { happened: "mail", timedOut: "end" },
        },
        mail: emailStep,
      }),
      { smsTracking: true },
    )
    await join(flow.segmentId, ["ana"], { attributes: { name: "Ana Ñandú" } })
    await join(flow.segmentId, ["eva", "bob"])
    await advance()
    const [anas, evas, bobs] = await Promise.all(["ana", "eva", "bob"].map((id) => links(flow.campaignId, id)))
    const mine = "https://bank.example/o?m=Ana+%C3%91and%C3%BA&x=%20d"
    const visits = [
      [anas?.[0], {}, "GET", mine],
      [`${anas?.[0]}?to=https://evil.example/`, {}, "GET", mine],
      [evas?.[0], {}, "HEAD", "https://bank.example/o?m=&x=%20d"],
      [bobs?.[0], { "user-agent": "WhatsApp/2.24.20.89 A" }, "GET", "https://bank.example/o?m=&x=%20d"],
      [bobs?.[1], { "sec-purpose": "prefetch;prerender" }, "GET", "https://bank.example/2"],
    ] as const
    expect(new Set([anas, evas, bobs].flat()).size).toBe(6)
    for (const [path = "", headers, method, to] of visits) {
      const answer = await seen(path, headers, method)
      expect([answer.status, answer.headers.get("location")]).toEqual([302, to])
      expect([answer.headers.get("referrer-policy"), answer.headers.get("set-cookie")]).toEqual(["no-referrer", null])
    }
    expect(await numbers(flow.campaignId)).toEqual({ opened: 1, clicked: 1 })
    expect((await outbox(`&campaignId=${flow.campaignId}&stepId=mail`)).map((one) => one.memberId)).toEqual(["ana"])
    const { items } = await must(api("GET", `/deliveries?campaignId=${flow.campaignId}&stepId=one`))
    const clicked = items.filter((one: { clickedAt?: string }) => one.clickedAt !== undefined)
    expect(clicked.map((one: { memberId: string }) => one.memberId)).toEqual(["ana"])
    const { items: of } = await must(api("GET", "/members/bob/timeline"))
    expect(of.filter((one: { type: string }) => one.type === "deliveryReported")).toHaveLength(2)
  })

  it("MSG-5 forged, cut and lengthened ones lead nowhere, all with the same page", async () => {
    const { campaignId } = await texted(["ana"])
    const [path = ""] = await links(campaignId, "ana")
    const wrong = (at: number) => `${path.slice(0, at)}${path.charAt(at) === "A" ? "B" : "A"}${path.slice(at + 1)}`
    const flipped = Array.from({ length: 9 }, (_, n) => wrong("/s/".length + n))
    const bad = [...flipped, path.slice(0, -1), `${path}1`, `${path}0`, `${path}11`, `${path}/x`, "/s/%00", "/s/é"]
    const pages = await Promise.all(bad.map(async (one) => await seen(one)))
    for (const [n, page] of pages.entries()) {
      expect([bad[n], page.status, page.headers.get("location")]).toEqual([bad[n], 404, null])
    }
    const texts = new Set(await Promise.all(pages.slice(0, 9).map(async (page) => await page.text())))
    expect(texts.size).toBe(1)
  })

  it("UNS-19 with the database away a short link leads on, and is told of later", async () => {
    const { campaignId } = await texted(["ana"])
    const [path = ""] = await links(campaignId, "ana")
    const away = new Proxy(
      {},
      {
        get: () => {
          throw new Error("The database is away.")
        },
      },
    ) as D1Database
    const ctx = createExecutionContext()
    const request = new Request(`${origin}${path}`, { headers: { "user-agent": phone } })
    const answer = await worker.fetch(request, { ...env, DB: away }, ctx)
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "https://bank.example/o?m=ana&x=%20d"])
    await waitOnExecutionContext(ctx)
    await runDurableObjectAlarm(env.MEMBER.getByName("ana"))
    expect(await numbers(campaignId)).toEqual({ opened: 1, clicked: 1 })
  })

  it("MEM-8 UNS-10 UNS-11 of an erased member they are gone; others’ lead on for years, also from the archive", async () => {
    const { campaignId } = await texted(["ana", "eva"])
    const [gone = ""] = await links(campaignId, "ana")
    const [there = ""] = await links(campaignId, "eva")
    expect(await kept("ana")).toHaveLength(1)
    expect((await api("DELETE", "/members/ana")).status).toBe(204)
    expect(await kept("ana")).toEqual([])
    await must(api("POST", `/campaigns/${campaignId}/cancel`, { body: {} }))
    await must(api("POST", `/campaigns/${campaignId}/archive`, { body: {} }))
    await advance("P730D")
    expect([(await seen(gone)).status, (await seen(there)).status]).toEqual([404, 302])
    expect(await numbers(campaignId)).toEqual({ opened: 1, clicked: 1 })
  })

  it("MEM-8 nothing is kept for a message whose member is erased while it is made", async () => {
    const message = { memberId: "nobody", deliveryId: "c.u.1.one.1.sms", urls: ["https://bank.example/"] }
    await expect(keepShortLinks(env, message)).rejects.toThrow("gone")
    expect(await kept("nobody")).toEqual([])
  })

  it("MSG-1 MSG-3 the preview counts the characters that will be sent; a test message keeps the addresses", async () => {
    const long = `https://bank.example/${"a".repeat(150)}`
    const { campaignId } = await texted(["ana"], long)
    const message = { text: `See ${long}` }
    const preview = async (more: object) =>
      await must(api("POST", "/messages/preview", { body: { channel: "sms", message, ...more } }))
    expect(await preview({})).toMatchObject({ rendered: message, sms: { characters: 175, segments: 2 } })
    const short = await preview({ campaignId })
    const [path = ""] = await links(campaignId, "ana")
    const characters = `See http://localhost${path}`.length
    expect(short).toMatchObject({ sms: { characters, segments: 1 } })
    expect((await seen(new URL(short.rendered.text.slice(4)).pathname)).status).toBe(404)
    const test = { channel: "sms", message, campaignId, to: "+59899000000" }
    expect(await must(api("POST", "/messages/test", { body: test }))).toMatchObject({ outcome: "accepted" })
    expect(await outbox()).toContainEqual(expect.objectContaining({ text: `[Test] See ${long}` }))
  })

  it("MSG-6 a push notification’s link is tracked as an email’s are, where there is room for it", async () => {
    const push = (link: string, body = "Look") => ({ type: "push", message: { title: "Offer", body, link } })
    const flow = await startFlow(
      chain({
        one: push("https://bank.example/o?m={{ member.id }}&x=%20ñ"),
        app: push("mailto:a@bank.example"),
        full: push("https://bank.example/x", "b".repeat(2_900)),
      }),
    )
    await join(flow.segmentId, ["ana"], { push: [{ kind: "fcm", token: "t1" }] })
    await advance()
    const sent = (await outbox(`&campaignId=${flow.campaignId}`)) as unknown as { stepId: string; link: string }[]
    const said = Object.fromEntries(sent.map((one) => [one.stepId, one.link]))
    expect([said.app, said.full]).toEqual(["mailto:a@bank.example", "https://bank.example/x"])
    const { pathname } = new URL(said.one ?? "")
    const answer = await seen(pathname)
    expect([pathname.slice(0, 3), answer.status]).toEqual(["/c/", 302])
    expect(answer.headers.get("location")).toBe("https://bank.example/o?m=ana&x=%20%C3%B1")
    expect(await numbers(flow.campaignId)).toEqual({ opened: 1, clicked: 1 })
    await must(api("PATCH", `/campaigns/${flow.campaignId}`, { body: { tracking: false } }))
    await join(flow.segmentId, ["eva"], { push: [{ kind: "fcm", token: "t2" }] })
    await advance()
    const [plain] = (await outbox(`&campaignId=${flow.campaignId}&memberId=eva&stepId=one`)) as unknown as {
      link: string
    }[]
    expect(plain?.link).toBe("https://bank.example/o?m=eva&x=%20ñ")
  })
})
