import type { Refusal } from "../../../src/core/errors"

/** Says why not; `named` is what the refusal names, in order. */
export type RefusalWords = (named: readonly string[]) => string

const quoted = (names: readonly string[]) => names.map((name) => `“${name}”`).join(", ")

/** A campaign’s or workflow’s state, within a sentence. */
const states: Record<string, string> = {
  draft: "a draft",
  scheduled: "scheduled",
  active: "active",
  paused: "paused",
  ended: "over",
  completed: "complete",
  cancelled: "cancelled",
  archived: "archived",
}
const now = ([state = ""]: readonly string[]) => `It is ${states[state] ?? state} now`

/** Why something was refused that was understood, by its reason. */
export const refusals: Record<Refusal, RefusalWords> = {
  cannotPublish: (named) => `${now(named)}: it cannot be published.`,
  cannotPause: (named) => `${now(named)}: it cannot be paused.`,
  cannotResume: (named) => `${now(named)}: there is nothing to resume.`,
  cannotCancel: (named) => `${now(named)}: it cannot be cancelled.`,
  cannotArchive: (named) => `${now(named)}: it cannot be archived.`,
  cannotCloseEntry: (named) => `${now(named)}: it cannot be closed to new members.`,
  cannotOpenEntry: (named) => `${now(named)}: it cannot be opened to new members.`,
  campaignArchived: () => "The campaign is archived.",
  workflowArchived: () => "The workflow is archived.",
  notRemovable: () => "Only drafts, and archived campaigns that nobody went through, can be deleted.",
  startsFixed: () => "The campaign has started: Starts can no longer be changed.",
  settingsFixed: (named) => `${now(named)}: this can no longer be changed.`,
  flowFixed: (named) => `${now(named)}: its flow can no longer be changed.`,
  flowOfWorkflow: () => "The flow is a workflow’s: edit the workflow, or detach the campaign from it.",
  versionOfWorkflow: () => "The flow is a workflow’s: choose an earlier version of the workflow instead.",
  noFlow: () => "A regular campaign has no flow.",
  noEntry: () => "Nobody enters a regular campaign: it has no flow.",
  stepsOccupied: (named) => `Members stand on steps that are no longer there: ${quoted(named)}.`,
  changedMeanwhile: () => "Somebody else is changing it at this moment. Try again.",
  exampleLoading: () => "The worked example is being loaded.",
  rebuildRunning: () => "The read model is being built anew already.",
  credentialUsed: (named) => `It is still named by ${quoted(named)}.`,
  credentialsFull: ([max]) => `There are ${max} credentials already. Delete one first.`,
  fieldUsed: ([name]) => `The published flow uses the field “${name}”.`,
  fieldHasValues: ([name]) => `The field “${name}” holds values: its type can no longer be changed.`,
  holderUsed: (named) => `It is used by ${quoted(named)}.`,
  messageUsed: (named) => `Steps of ${quoted(named)} send this message.`,
  occasionUsed: (named) => `It is used by ${quoted(named)}.`,
  segmentUsed: (named) => `It is used by ${quoted(named)}.`,
  workflowUsed: (named) => `It is used by ${quoted(named)}.`,
  providerUsed: () => "It serves the channel. Choose another one first.",
  vapidKeysExist: () =>
    "There is a pair already, and every subscription is bound to it. With another one, browsers that have subscribed cannot be reached any more.",
  schedulesFull: ([max]) => `A campaign has at most ${max} schedules.`,
  exportsFull: ([max]) => `${max} exports of this campaign are under way. Wait for one of them.`,
  templatesFull: ([max]) => `There are ${max} templates already. Delete one first.`,
  templateFixed: () => "This template comes with the system: it can be neither changed nor deleted. Copy it.",
  imageUsed: (named) => `The image is used in ${quoted(named)}.`,
  imagesFull: ([max]) => `There are ${max} images already. Delete one first.`,
  everyoneFixed: () => "The built-in segment Everyone can be neither changed nor deleted.",
  ownMembers: () => "Members come into this segment and leave it by themselves.",
  lastOwner: () => "This is the last owner who can sign in.",
  removesSelf: () => "Nobody can remove themselves.",
  ownerOnly: () => "Only an owner can do this to an owner.",
  notInvited: () => "Nobody has invited you here.",
  noAccount: () => "Only a person who has signed in has an account.",
  passkeysFull: ([max]) => `A person has at most ${max} passkeys. Remove one first.`,
  rightMissing: () => "Your role does not allow this.",
  foreignRequest: () => "This request did not come from a page of this system. Open the page again and try once more.",
  campaignOver: () => "Its campaign is over: nothing of it is sent any more.",
  messageForgotten: () => "The member does not know this message any more.",
  retryUnknown: () => "Nobody knows how to retry this message.",
  keyReused: () => "This Idempotency-Key was used for another request.",
  keyFailed: () => "The first request with this Idempotency-Key has just failed. Try again.",
  keyBusy: () => "The first request with this Idempotency-Key is still being worked on.",
}
