import { PageHead } from "../components/page-head"
import { type PaletteProps, PaletteSearch } from "../layout/palette"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

export function SearchPage(props: PaletteProps) {
  const { t } = useUi()
  return (
    <Shell title={t.search.title}>
      <PageHead title={t.search.title} />
      <div class="panel narrow">
        <PaletteSearch {...props} />
      </div>
    </Shell>
  )
}
