import { describe, expect, it } from "vitest"
import { auditActions } from "../../src/core/audit-actions"
import { en } from "../../web/locales/en"
import { es } from "../../web/locales/es"
import { rejectWords } from "../../web/reject-words"
import { adminToken, api, origin, page, segmentAndFlow, send } from "../routes/client"

const ours = { origin, "sec-fetch-site": "same-origin" }

async function lookInSpanish(path: string): Promise<string> {
  const answer = await page("POST", "/sign-in", { headers: ours, form: { token: adminToken, next: "/campaigns" } })
  const session = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
  return await (await page("GET", path, { headers: { cookie: `${session}; locale=es` } })).text()
}

describe("codes in the reader's language", () => {
  it("API-4 UI-2 what the audit log tells is said in words, in Spanish too", async () => {
    await segmentAndFlow()
    const html = await lookInSpanish("/audit")
    for (const action of ["segment.created", "campaign.created"] as const) {
      expect(html).toContain(`title="${action}">${es.auditActions[action]}<`)
      expect(es.auditActions[action]).not.toBe(en.auditActions[action])
    }
    expect(auditActions.filter((action) => !html.includes(`<option value="${action}"`))).toEqual([])
  })

  it("MEM-3 UI-2 why lines of an import were rejected is said in the reader's language, on the page and in the file", async () => {
    const body = "id,email,timeZone\nm-1,broken,\nm-2,,Nowhere\n,a@example.com,\nm-4,,,,\n"
    const headers = { authorization: `Bearer ${adminToken}`, "content-type": "text/csv" }
    const taken = await send("/api/v1/members/import", { method: "POST", headers, body })
    const { importId } = JSON.parse(await taken.text())
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    const job = (await api("GET", `/imports/${importId}`)).json
    expect(job.rejects.map((one: { errors: { code: string }[] }) => one.errors[0]?.code)).toEqual([
      "custom",
      "custom",
      "required",
      "moreCells",
    ])
    const [html, file] = [
      await lookInSpanish(`/imports/${importId}`),
      await lookInSpanish(`/imports/${importId}/rejects.csv`),
    ]
    for (const words of [
      "Correo: Esto no es un correo electrónico.",
      "Zona horaria: No existe esa zona horaria.",
      "Hace falta este dato.",
      "La línea tiene más celdas que el encabezado.",
    ]) {
      expect(html).toContain(words)
      expect(file).toContain(words)
    }
    expect(`${html}${file}`).not.toMatch(/Must be|required/i)
    expect((await api("GET", `/imports/${importId}/rejects.csv`)).json).toContain("email: Must be an email address.")
  })

  it("UI-2 lines that were rejected before reasons had codes keep the words they have", () => {
    expect(rejectWords(es, { message: "email: Must be an email address.", errors: [] })).toContain("Must be")
  })
})
