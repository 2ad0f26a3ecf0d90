/** Paths of what messages link to; short, for SMS. */
export const linkPaths = { unsubscribe: "u", preferences: "p", dismiss: "d", open: "o", click: "c", trap: "v" } as const
