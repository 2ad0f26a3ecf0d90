/** One line of help for each step type, for palette and forms. */
export const steps = {
  condition: { help: "Parts the way by what is true of the member at this moment." },
  crossEmail: { help: "Sends an email of another campaign, if the member qualifies for that campaign." },
  crossPush: { help: "Sends a push notification of another campaign, if the member qualifies for that campaign." },
  crossSms: { help: "Sends an SMS of another campaign, if the member qualifies for that campaign." },
  delay: { help: "Waits for a length of time, until a date, or until some time before or after one." },
  email: { help: "Sends an email and goes on once it has left." },
  end: { help: "The member has reached the end of the flow." },
  exportPdf: { help: "Makes a PDF document for the member, which later messages can link to or attach." },
  notifyStaff: { help: "Writes a note about the member to colleagues." },
  push: { help: "Sends a push notification and goes on once it has left." },
  randomSplit: { help: "Sends members different ways by chance; the same member always the same way." },
  sms: { help: "Sends an SMS and goes on once it has left." },
  startWorkflow: { help: "Starts another published workflow for the member and goes on at once." },
  updateMember: { help: "Changes the member’s profile and list segments." },
  waitForEvent: { help: "Goes on as soon as the member does something, or when the time is up." },
  webService: { help: "Calls a web service and keeps what it answers." },
}
