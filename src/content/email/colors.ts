/** Colours of emails, so that text stays readable on whatever ground its author chose (WCAG 1.4.3). */

type Rgb = [number, number, number]

const contrastMin = 4.5
const steps = 20

function rgbOf(color: string): Rgb {
  const digits = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit).join("") : color.slice(1)
  const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16)
  return [part(0), part(2), part(4)]
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(rgbOf(one)), luminance(rgbOf(other))].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** White, a soft black or black: the first that can be read on a ground. Black or white always can. */
export function inkOn(ground: string): string {
  return ["#ffffff", "#18181b"].find((ink) => contrast(ink, ground) >= contrastMin) ?? "#000000"
}

/** A colour moved towards black or white until text in it can be read on a ground. */
export function readableOn(ground: string, color: string): string {
  const goal = rgbOf(inkOn(ground))
  const from = rgbOf(color)
  for (let step = 0; step < steps; step++) {
    const mixed = from.map((part, index) => part + ((goal[index] ?? 0) - part) * (step / steps)) as Rgb
    if (contrast(hexOf(mixed), ground) >= contrastMin) return hexOf(mixed)
  }
  return hexOf(goal)
}
