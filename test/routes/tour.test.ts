import { describe, expect, it } from "vitest"
import { adminPages } from "../../src/routes/admin/pages"
import { placesOf } from "../../src/routes/admin/places"
import { en } from "../../web/locales/en"
import { noPages, pages } from "../tour/pages"

const routes = [...new Set(adminPages.routes.filter(({ method }) => method === "GET").map(({ path }) => path))]

describe("picture tour", () => {
  it("UI-1 every page of the admin UI is on the tour", () => {
    const missing = routes.filter((path) => !Object.hasOwn(pages, path) && !noPages.some((one) => one.test(path)))
    expect(missing).toEqual([])
  })

  it("UI-1 the palette leads to every page that stands by itself", () => {
    const places = placesOf({ kind: "owner" }, en).map(({ href }) => href)
    const alone = Object.keys(pages).filter((path) => !path.includes(":") && path !== "/sign-in" && path !== "/search")
    expect(alone.filter((path) => !places.includes(path))).toEqual([])
    expect(places.filter((path) => !alone.includes(path))).toEqual(["/api/v1/reference"])
  })

  it("UI-1 the tour has no page that is not there, and no picture twice", () => {
    expect(Object.keys(pages).filter((path) => !routes.includes(path))).toEqual([])
    const names = Object.values(pages).flatMap((stops) => stops.map(({ name }) => name))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})
