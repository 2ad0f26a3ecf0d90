/** Paths of what messages link to; short, for SMS. */
export const linkPaths = {
  unsubscribe: "u",
  preferences: "p",
  dismiss: "d",
  open: "o",
  click: "c",
  /** A click on a link that has only a name. */
  short: "s",
  trap: "v",
} as const
