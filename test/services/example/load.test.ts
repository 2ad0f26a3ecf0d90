import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { makeContext } from "../../../src/context"
import { getCampaign } from "../../../src/services/campaigns/get"
import { listCampaigns } from "../../../src/services/campaigns/list"
import type { Ctx } from "../../../src/services/context"
import { loadExample } from "../../../src/services/example/load"
import { exampleMembers } from "../../../src/services/example/members"
import { getSegment } from "../../../src/services/segments/get"

/** A context whose inbox keeps what it is handed instead of waking a thousand members. */
function createCtx(onDispatch: () => void = () => {}): Ctx {
  const ctx = makeContext(env, () => {})
  return { ...ctx, actor: { kind: "owner" }, inbox: { ...ctx.inbox, dispatch: onDispatch } }
}

async function onlyCampaign(ctx: Ctx) {
  const { items } = await listCampaigns(ctx, { limit: 50 })
  expect(items).toHaveLength(1)
  return await getCampaign(ctx, { id: items[0]?.id ?? "" })
}

async function membersIn(ctx: Ctx): Promise<number> {
  const [segmentId] = (await onlyCampaign(ctx)).segmentIds
  return (await getSegment(ctx, { id: segmentId ?? "" })).memberCount
}

describe("loading the worked example", () => {
  it("UI-5 one click makes an active flow with a thousand members; a second leads to the same", async () => {
    const ctx = createCtx()
    const first = await loadExample(ctx)
    expect(await loadExample(ctx)).toEqual(first)
    expect(await onlyCampaign(ctx)).toMatchObject({ id: first.campaignId, status: "active", version: 1 })
    expect(await membersIn(ctx)).toBe(exampleMembers)
  })

  it("UI-5 two clicks at once make one example", async () => {
    const ctx = createCtx()
    const both = await Promise.allSettled([loadExample(ctx), loadExample(ctx)])
    expect(both.some(({ status }) => status === "fulfilled")).toBe(true)
    await loadExample(ctx)
    expect(await membersIn(ctx)).toBe(exampleMembers)
  })

  it("UI-5 a load that was cut short is taken up again", async () => {
    const broken = createCtx(() => {
      throw new Error("power cut")
    })
    await expect(loadExample(broken)).rejects.toThrow("power cut")
    const ctx = createCtx()
    await loadExample(ctx)
    expect((await onlyCampaign(ctx)).status).toBe("active")
    expect(await membersIn(ctx)).toBe(exampleMembers)
  })
})
