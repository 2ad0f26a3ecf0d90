/** A chart wider than its frame begins with its middle, where the start is. */
export function startChart(): void {
  for (const chart of document.querySelectorAll(".chart")) {
    if (location.hash === "") chart.scrollLeft = (chart.scrollWidth - chart.clientWidth) / 2
  }
}
