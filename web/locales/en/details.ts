/** What the engine notes beside a reason, in words; `value` is what it has found, or the bound that was passed. */
export const details = {
  /** FLOW-8: the clause of another campaign that a member fails. */
  campaignActive: (value: string) => `the other campaign is not active (${value})`,
  missing: "it is gone",
  inSegment: "not in the other campaign’s segments",
  noFinalResult: (value: string) => `already has a result in the other campaign (${value})`,
  subscribed: "unsubscribed from the other campaign",
  /** Values that did not fit, by what the engine says of them. */
  unfit: [
    [/is not in the answer$/, () => "is not in the answer"],
    [/is not a number$/, () => "is not a number"],
    [/is neither true nor false$/, () => "is neither true nor false"],
    [/is not a date such as .*$/, () => "is not a date"],
    [/is not an instant such as .*$/, () => "is not a date with time and zone"],
    [/is not an email address$/, () => "is not an email address"],
    [/is not a phone number such as .*$/, () => "is not a phone number"],
    [/is neither a text, a number, a boolean nor a list of texts$/, () => "is no text, number, yes or no, or list"],
    [/is not a text$/, () => "is not a text"],
    [/is longer than (\d+) characters$/, (value) => `is longer than ${value} characters`],
    [/is not well-formed text$/, () => "is not well-formed text"],
    [/would be more than (\d+) attributes$/, (value) => `would be more than ${value} attributes`],
    [/has no field (.*)$/, (value) => `has no field ${value}`],
    [/is no number to add to$/, () => "is no number to add to"],
    [/is copied from nothing$/, () => "is copied from what is not known"],
  ] as [RegExp, (value: string) => string][],
}
