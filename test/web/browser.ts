import { adminToken, origin, page, send } from "../routes/client"

const ours = { origin, "sec-fetch-site": "same-origin" }

/** A signed-in reader of pages; fields that are chosen several times over come as lists. */
export interface Reader {
  look(path: string): Promise<{ status: number; html: string }>
  post(
    path: string,
    form: Record<string, string | string[]>,
  ): Promise<{ status: number; location: string; html: string }>
}

/** Signs in with the admin token, in a language. */
export async function reader(language: "en" | "es" = "en"): Promise<Reader> {
  const answer = await page("POST", "/sign-in", { headers: ours, form: { token: adminToken, next: "/campaigns" } })
  const session = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
  const headers = { ...ours, cookie: `${session}; locale=${language}` }
  return {
    async look(path) {
      const got = await page("GET", path, { headers })
      return { status: got.status, html: textOf(await got.text()) }
    },
    async post(path, form) {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) body.append(name, one)
      const got = await send(path, { method: "POST", redirect: "manual", headers, body })
      return { status: got.status, location: got.headers.get("location") ?? "", html: textOf(await got.text()) }
    },
  }
}

/** What the page is about, without icons; entities of the renderer as the reader sees them. */
function textOf(html: string): string {
  const main = /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? html
  return main
    .replaceAll(/<svg.*?<\/svg>/gs, "")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
}

/** What a form on a page would post if it were sent as it stands. */
export function fieldsOf(html: string, formId: string): Record<string, string[]> {
  const start = html.indexOf(`id="${formId}"`)
  const form = html.slice(start, html.indexOf("</form>", start))
  const fields: Record<string, string[]> = {}
  const add = (name: string, value: string) => {
    fields[name] = [...(fields[name] ?? []), value]
  }
  const attribute = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, "name")
    const choice = /type="(checkbox|radio)"/.test(tag)
    if (name !== undefined && (!choice || / checked/.test(tag))) add(name, attribute(tag, "value") ?? "")
  }
  for (const [all, inner = ""] of form.matchAll(/<select[^>]*>(.*?)<\/select>/gs)) {
    const options = [...inner.matchAll(/<option[^>]*>/g)].map(([option]) => option)
    const chosen = options.find((option) => / selected/.test(option)) ?? options[0] ?? ""
    const name = attribute(all, "name")
    if (name !== undefined) add(name, attribute(chosen, "value") ?? "")
  }
  for (const [all, inner = ""] of form.matchAll(/<textarea[^>]*>(.*?)<\/textarea>/gs)) {
    const name = attribute(all, "name")
    if (name !== undefined) add(name, inner)
  }
  return fields
}
