export type ContentErrorCode =
  /** The template is not Liquid as we speak it. */
  | "templateSyntax"
  /** Rendering went beyond the bounds of limits.ts. */
  | "templateLimit"

/** A template that cannot be parsed or rendered. The message is for people and never holds a member's data. */
export class ContentError extends Error {
  constructor(
    readonly code: ContentErrorCode,
    message: string,
  ) {
    super(message)
    this.name = "ContentError"
  }
}
