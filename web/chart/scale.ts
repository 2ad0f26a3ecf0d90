/** Steps between grid lines are these times a power of ten: numbers that people count in. */
const roundSteps = [1, 2, 5, 10] as const
/** Grid lines above nought. */
const linesWanted = 4

/** Grid lines of a chart from nought to at least `max`, in whole numbers: a scale is never without one. */
export function gridOf(max: number): number[] {
  const rough = Math.max(max, 1) / linesWanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, power * (roundSteps.find((one) => one * power >= rough) ?? 10))
  const lines = Math.max(1, Math.ceil(max / step))
  return Array.from({ length: lines + 1 }, (_, i) => i * step)
}

/** Which of `count` points carry a label when at most `most` fit: evenly spread from the first one. */
export function labelled(count: number, most: number): (i: number) => boolean {
  const every = Math.max(1, Math.ceil(count / most))
  return (i) => i % every === 0
}
