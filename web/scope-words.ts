import type { HolderNames } from "./policy-words"
import { quoted } from "./quoted"
import type { Ui } from "./ui"

/** What a consent covers: `all`, `campaign:ID`, `category:ID`, `group:ID` or `categoryAndGroup:ID+ID`, in words. */
export function scopeWords(
  { t, locale }: Pick<Ui, "t" | "locale">,
  scope: string,
  names: { campaign: (id: string) => string; holders: HolderNames },
): string {
  const s = t.insight.scopes
  const [kind = "", id = ""] = scope.split(":")
  const holder = (of: string, one: string) => quoted(locale, names.holders[`${of}:${one}`] ?? one)
  switch (kind) {
    case "all":
      return s.all
    case "campaign":
      return s.campaign(quoted(locale, names.campaign(id)))
    case "category":
      return s.category(holder("category", id))
    case "group":
      return s.group(holder("group", id))
    case "categoryAndGroup": {
      const [category = "", group = ""] = id.split("+")
      return s.categoryAndGroup(holder("category", category), holder("group", group))
    }
    default:
      return scope
  }
}
