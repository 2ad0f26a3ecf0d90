import { assertNever } from "../core/assert"
import { AppError } from "../core/errors"
import type { Actor, Ctx } from "./context"

/** What a request needs: rights are granted by role for people and by scope for tokens (API-3). */
export const scopes = ["read", "ingest", "write", "admin"] as const
export type Scope = (typeof scopes)[number]

const granted: Record<Scope, readonly Scope[]> = {
  read: ["read"],
  ingest: ["ingest"],
  write: ["read", "ingest", "write"],
  admin: ["read", "ingest", "write", "admin"],
}

const byRole = { viewer: "read", editor: "write", admin: "admin", owner: "admin" } as const

/** Whether this actor may do what needs `scope`. Default is no. */
export function may(actor: Actor, scope: Scope): boolean {
  switch (actor.kind) {
    case "owner":
    case "system":
      return true
    case "user":
      return granted[byRole[actor.role]].includes(scope)
    case "token":
      return actor.scopes.some((own) => scopes.some((known) => known === own && granted[known].includes(scope)))
    case "source":
      return scope === "ingest"
    case "anonymous":
      return false
    default:
      return assertNever(actor)
  }
}

/** Throws 401 for nobody and 403 for somebody without the right. */
export function authorize(actor: Actor, scope: Scope): void {
  if (may(actor, scope)) return
  if (actor.kind === "anonymous") throw new AppError("unauthorized", "Sign in or send a Bearer token.")
  throw new AppError("forbidden", `This needs the right “${scope}”.`, { reason: "rightMissing", named: [scope] })
}

/** Whoever has signed in as a person. Throws 401 for nobody and 403 for programs. */
export function personOf({ actor }: Pick<Ctx, "actor">): Extract<Actor, { kind: "user" }> {
  if (actor.kind === "user") return actor
  if (actor.kind === "anonymous") throw new AppError("unauthorized", "Sign in first.")
  throw new AppError("forbidden", "Only a person who has signed in has an account.", { reason: "noAccount" })
}

/** How an actor is named in the audit log. */
export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case "user":
      return `user:${actor.email}`
    case "token":
      return `token:${actor.id}`
    case "source":
      return `source:${actor.id}`
    case "owner":
    case "system":
    case "anonymous":
      return actor.kind
    default:
      return assertNever(actor)
  }
}
