import { browserSupportsWebAuthn, startRegistration } from "@simplewebauthn/browser"
import { post, saying } from "./server"

type Options = Parameters<typeof startRegistration>[0]["optionsJSON"]

/** The form that adds a passkey; it stands there only where the browser can make one. */
export function mount(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement) || !browserSupportsWebAuthn()) return
  form.hidden = false
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    void saying(form, () => add(form))
  })
}

async function add(form: HTMLFormElement): Promise<void> {
  const said = (name: string) => String(new FormData(form).get(name) ?? "")
  const password = said("password")
  const begun = await post<{ token: string; options: Options }>(
    "/api/v1/account/passkeys/options",
    password === "" ? {} : { password },
  )
  const credential = await startRegistration({ optionsJSON: begun.options })
  await post("/api/v1/account/passkeys", { name: said("name"), token: begun.token, credential })
  location.assign("/account?note=saved#passkeys")
}
