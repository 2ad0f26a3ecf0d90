/** The library of pictures for messages (MSG-1). */
export const images = {
  title: "Images",
  intro:
    "Pictures for emails, kept here and shown to whoever reads one. Choose them in the image block of the message editor.",
  file: "File",
  fileHelp:
    "PNG, JPEG, GIF or WebP, at most 2 MB and 4,000 pixels on each side. Everybody who has its address can see it.",
  upload: "Upload",
  search: "Name of the file",
  empty: "No images yet",
  emptyText: "Upload one here, or where you write an email.",
  noneFound: "No image of this name",
  copy: "Copy address",
  isLogo: "the logo",
  useAsLogo: "Use as logo",
  remove: "Delete",
  removeTitle: (name: string) => `Delete “${name}”`,
  removeText: "No flow, saved message or template shows it. Emails of earlier texts that lie in inboxes may lose it.",
  usedTitle: (name: string) => `“${name}” is in use`,
  uses: {
    campaign: (name: string) => `Messages of the campaign “${name}”, in its draft or a published version`,
    workflow: (name: string) => `Messages of the workflow “${name}”, in its draft or a published version`,
    message: (name: string) => `The saved message “${name}”`,
    template: (name: string) => `The template “${name}”`,
    company: (_name: string) => "The company’s logo",
  },
  back: "Back to the images",
}
