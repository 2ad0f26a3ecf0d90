/** Says a problem; `named` is what the engine's own message puts in quotes, in order. */
export type ProblemWords = (named: string[]) => string

/**
 * Problems of flows and of fields by their code (`field.code` where the field matters). What has no line here is said
 * as the verb or the engine says it.
 */
export const problems: Record<string, ProblemWords> = {
  startMissing: () => "The start step does not exist.",
  outcomeMissing: ([name]) => `The outcome “${name}” leads nowhere.`,
  outcomeDangling: ([name, target]) => `The outcome “${name}” leads to “${target}”, which does not exist.`,
  outcomeUnknown: ([name]) => `A step of this type has no outcome “${name}”.`,
  loopWithoutWait: () => "This loop has no wait of at least a minute.",
  endUnreachable: () => "No End can be reached from the start.",
  contentMissing: () => "The message is not complete: a part that it needs is empty.",
  messageMissing: () => "The saved message does not exist.",
  messageChannel: () => "The saved message is for another channel.",
  ruleEmpty: () => "The condition has no criteria.",
  factUnavailable: () => "Conditions on this are not available yet.",
  unknownSegment: () => "The segment it asks for does not exist.",
  unknownStep: ([name]) => `“${name}” is no messaging step of this flow.`,
  delayNegative: () => "A delay cannot be negative.",
  delayTooLong: () => "A delay is at most five years.",
  delayPastEnd: () => "The delay ends after the campaign does.",
  occasionUnavailable: () => "Delays relative to an occasion are not available yet.",
  templateSyntax: () => "A template does not parse.",
  templateLimit: () => "A template is too large or too deep.",
  unquotedValue: () => "A value in an HTML attribute must stand in quotes.",
  segmentRequired: () => "A flow needs at least one specific segment.",
  everyoneNotAllowed: () =>
    "A flow needs specific segments; Everyone is too wide, as nobody would know who joins when.",
  endsBeforeStarts: () => "Ends must be after Starts.",
  past: () => "This is in the past.",
  required: () => "This is needed.",
  notFound: () => "There is no such thing any more.",
  "name.tooSmall": () => "Give it a name.",
  "name.tooBig": () => "At most 200 characters.",
  "startsAt.invalidFormat": () => "Give a date, with a time if you like.",
  "endsAt.invalidFormat": () => "Give a date, with a time if you like.",
  "timeZone.custom": () => "There is no such time zone. Try America/Montevideo.",
  "reentry.tooSmall": () => "Give a number of days, at least 1.",
  "reentry.invalidUnion": () => "Give a number of days, at least 1.",
  "reentry.invalidType": () => "Give a number of days, at least 1.",
  "id.tooSmall": () => "Give an id of 1 to 200 characters.",
  "memberId.tooSmall": () => "Give an id of 1 to 200 characters.",
  "email.custom": () => "This is not an email address.",
  "phone.custom": () => "This is not a phone number with its country code, such as +598 94 123 456.",
  "locale.custom": () => "This is not a language, such as en or es-UY.",
  "scopes.tooSmall": () => "Choose at least one.",
  "advance.invalidFormat": () => "This is not a length, such as P10D or PT90M.",
  "advance.custom": () => "This is not a length, such as P10D or PT90M.",
  "file.empty": () => "The file is empty.",
  "id.missingColumn": () => "The header row (line 1) has no column id.",
}
