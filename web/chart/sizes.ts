/** Measures of the chart in CSS pixels, all on the 4 px grid. */
export const sizes = {
  cardWidth: 256,
  cardHeight: 148,
  /** Between two cards beside each other. */
  gap: 32,
  /** Room a passing line takes in a layer. */
  bendWidth: 24,
  /** Below a card: room for the names of outcomes. */
  labelRoom: 36,
  labelHeight: 18,
  /** Between two parallel lines. */
  track: 12,
  /** Above a card: room for the arrow. */
  arrowRoom: 24,
  corner: 8,
  margin: 24,
} as const
