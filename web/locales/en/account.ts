/** One's own account. */
export const account = {
  title: "Your account",
  intro: (email: string, role: string) => `You sign in as ${email} (${role.toLowerCase()}).`,
  languageHelp: "Of these pages; messages to members have languages of their own.",
  passwordTitle: "Password",
  current: "Present password",
  password: "New password",
  change: "Change password",
  sessionsTitle: "Where you are signed in",
  sessionsText: "A new password ends all of them but this one.",
  since: "Since",
  lastSeen: "last used",
  thisOne: "this browser",
  everywhere: "Sign out everywhere",
}
