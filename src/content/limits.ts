/** Bounds of one template and one rendering; by count, since clocks stand still during CPU work in production. */

/** Longest template, in characters. Some mail programs cut messages off at 100 KB already. */
export const templateCharactersMax = 512_000
/** Nodes rendered, loops counted at every turn. */
export const renderStepsMax = 20_000
/** What liquidjs counts as allocated: characters made and list items built. */
export const renderMemoryMax = 2_000_000
/** Longest rendered text, in characters. */
export const outputCharactersMax = 1_000_000
/** RFC 5322: a header line has at most 998 characters. */
export const headerCharactersMax = 998
/** Parsed templates kept in an isolate, by number and by the characters of their sources together. */
export const cachedTemplatesMax = 1_000
export const cachedCharactersMax = 8_000_000
