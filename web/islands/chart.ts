/** A chart wider than its frame begins with its start, the topmost step, in the middle. */
export function startChart(): void {
  for (const chart of document.querySelectorAll(".chart")) {
    const cards = [...chart.querySelectorAll(".step")].map((step) => step.getBoundingClientRect())
    const [card] = cards.sort((one, other) => one.top - other.top)
    if (location.hash !== "" || card === undefined) continue
    const frame = chart.getBoundingClientRect()
    chart.scrollLeft += card.left + card.width / 2 - (frame.left + frame.width / 2)
  }
}
