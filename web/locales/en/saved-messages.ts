/** Messages that a campaign keeps, for cross-campaign steps to reuse (FLOW-8). */
export const savedMessages = {
  title: "Saved messages",
  intro: "Flows of other campaigns reuse these messages by cross-campaign steps.",
  empty: "No messages yet",
  emptyText: "Write the messages of this campaign here. Cross-campaign steps of flows send them to whoever qualifies.",
  new: "New message",
  newOf: { email: "New email", sms: "New SMS", push: "New push notification" },
  columns: { name: "Name", channel: "Channel", gist: "Content", updated: "Changed" },
  name: "Name",
  nameHelp: "Members do not see it.",
  submit: "Save message",
  create: "Create message",
  preview: "Preview",
  previewFailed: "This message cannot be rendered",
  remove: "Delete",
  removeTitle: (name: string) => `Delete “${name}”`,
  removeText: "Only a message that no step sends can be deleted.",
}
