/**
 * The words the engine shares with everything above it: what a member is, what can happen to one,
 * what a campaign says, and what a reaction yields. Data only: no behaviour, nothing of the platform.
 * All instants are epoch milliseconds; all lengths are milliseconds unless a name says otherwise.
 */
export * from "./campaign-types"
export type * from "./input-types"
export type * from "./journal-types"
export type * from "./member-types"
export * from "./reasons"
