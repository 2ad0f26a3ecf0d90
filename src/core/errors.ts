/** The closed set of errors that a verb may end with; `routes/errors.ts` turns them into problem documents. */
export const errorCodes = [
  "badRequest", // 400 unparseable
  "unauthorized", // 401
  "forbidden", // 403
  "notFound", // 404
  "conflict", // 409
  "staleVersion", // 412
  "tooLarge", // 413
  "invalid", // 422, with `errors` naming the fields
  "tooManyRequests", // 429
  "unavailable", // 503
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** One thing wrong with the input: `path` is the field in dot notation (`segmentIds.0`), "" for the whole. */
export interface FieldError {
  path: string
  code: string
  message: string
  /** For problems of a flow: the step concerned. */
  stepId?: string
}

/** Why a verb refused what it understood (409, 403); people read it in their language by this name. */
export const refusals = [
  // lifecycle and flows
  "cannotPublish",
  "cannotPause",
  "cannotResume",
  "cannotCancel",
  "cannotArchive",
  "cannotCloseEntry",
  "cannotOpenEntry",
  "campaignArchived",
  "workflowArchived",
  "notRemovable",
  "startsFixed",
  "settingsFixed",
  "flowFixed",
  "flowOfWorkflow",
  "versionOfWorkflow",
  "noFlow",
  "noEntry",
  "stepsOccupied",
  "changedMeanwhile",
  "exampleLoading",
  "rebuildRunning",
  // things in use, or too many of them
  "credentialUsed",
  "credentialsFull",
  "fieldUsed",
  "fieldHasValues",
  "holderUsed",
  "messageUsed",
  "occasionUsed",
  "segmentUsed",
  "workflowUsed",
  "providerUsed",
  "vapidKeysExist",
  "schedulesFull",
  "exportsFull",
  "templatesFull",
  "templateFixed",
  "imageUsed",
  "imagesFull",
  // members and segments
  "everyoneFixed",
  "ownMembers",
  // people, access and requests
  "lastOwner",
  "removesSelf",
  "ownerOnly",
  "noAccount",
  "notInvited",
  "passkeysFull",
  "rightMissing",
  "foreignRequest",
  "retryUnknown",
  "campaignOver",
  "messageForgotten",
  "keyReused",
  "keyFailed",
  "keyBusy",
] as const
export type Refusal = (typeof refusals)[number]

/** An expected failure of a verb. Anything else that is thrown is a bug and answers 500. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: {
      errors?: FieldError[]
      /** Every conflict has one, and what else people may meet. */
      reason?: Refusal
      /** What the message names, in its order, for those who say it in other words. */
      named?: (string | number)[]
      /** Extra members of the problem document, e.g. `occupied`. */
      extra?: Record<string, unknown>
      retryAfterSeconds?: number
    } = {},
  ) {
    super(message)
    this.name = "AppError"
  }
}

/** A 422 for one field. */
export function invalid(path: string, code: string, message: string): AppError {
  return new AppError("invalid", message, { errors: [{ path, code, message }] })
}

/** A 404 for a thing of a kind. */
export function notFound(what: string): AppError {
  return new AppError("notFound", `No such ${what}.`)
}
