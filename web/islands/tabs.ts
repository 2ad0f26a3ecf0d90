/** Where there is no room for all tabs, the one that is open is in sight. */
export function startTabs(): void {
  for (const tabs of document.querySelectorAll(".tabs")) {
    const open = tabs.querySelector("[aria-current]")
    if (open === null || tabs.scrollWidth <= tabs.clientWidth) continue
    const [frame, tab] = [tabs.getBoundingClientRect(), open.getBoundingClientRect()]
    tabs.scrollLeft += tab.left + tab.width / 2 - (frame.left + frame.width / 2)
  }
}
