import { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication } from "@simplewebauthn/browser"
import { post, saying } from "./server"

/** A challenge is good for five minutes: before they are over, the field gets another one. */
const anewMs = 4 * 60_000

type Options = Parameters<typeof startAuthentication>[0]["optionsJSON"]

/** The button that signs in with a passkey, and passkeys among what the browser offers in the email field. */
export function mount(place: HTMLElement): void {
  if (!browserSupportsWebAuthn()) return
  place.hidden = false
  place.querySelector("button")?.addEventListener("click", () => void saying(place, () => signIn(place, false)))
  void offer(place)
}

async function offer(place: HTMLElement): Promise<void> {
  if (!(await browserSupportsWebAuthnAutofill())) return
  const listen = () => {
    // Whatever ends this ends it quietly: nobody has asked for it but us.
    signIn(place, true).catch(() => {})
  }
  listen()
  setInterval(listen, anewMs)
}

async function signIn(place: HTMLElement, useBrowserAutofill: boolean): Promise<void> {
  const { options } = await post<{ options: Options }>("/sign-in/passkey/options", {})
  const credential = await startAuthentication({ optionsJSON: options, useBrowserAutofill })
  const enter = async () => {
    const { next } = await post<{ next: string }>("/sign-in/passkey", { credential, next: place.dataset.next ?? "" })
    location.assign(next)
  }
  await (useBrowserAutofill ? saying(place, enter) : enter())
}
