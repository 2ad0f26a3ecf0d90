import { Button } from "../components/button"
import { useUi } from "../ui"

/** Offers the worked example to whoever may load it (UI-5). */
export function WorkedExample() {
  const { t, user } = useUi()
  const e = t.campaigns.example
  if (!user?.canWrite) return null
  return (
    <section class="panel" aria-labelledby="example">
      <h2 id="example">{e.title}</h2>
      <p class="muted">{e.text}</p>
      <form method="post" action="/example" hx-post="/example" hx-disable="find button" hx-config="timeout:0">
        <Button icon="sparkles">{e.load}</Button>
      </form>
    </section>
  )
}
