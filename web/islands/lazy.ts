/** Parts of pages that need more script than others fetch it by themselves: elements with `data-island`. */
const islands: Record<string, () => Promise<{ mount(element: HTMLElement): void }>> = {
  "flow-editor": () => import("./flow-editor/mount"),
  "message-editor": () => import("./message-editor/mount"),
  "passkey-add": () => import("./passkeys/add"),
  "passkey-sign-in": () => import("./passkeys/sign-in"),
}

export function startLazy(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
    void islands[element.dataset.island ?? ""]?.().then((island) => island.mount(element))
  }
}
