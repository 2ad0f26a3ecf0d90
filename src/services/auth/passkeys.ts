import { and, desc, eq } from "drizzle-orm"
import * as z from "zod"
import { AppError, invalid, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { isoOf, isoOrNull } from "../../core/instant"
import { isStorable } from "../../core/profile"
import { passkeys } from "../../db/schema"
import { personOf } from "../access"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { issueChallenge, readChallenge, spendChallenge } from "./challenge"
import { passwordCharsMax } from "./password"
import { hasJustSignedIn, provePassword } from "./prove"
import { creationOptions, type Place, readRegistration, registrationSchema } from "./webauthn"

/** Passkeys that one person may have. */
const passkeysMax = 20

const nameSchema = z.string().trim().min(1, "Give it a name.").max(100).refine(isStorable, "Must be well-formed text.")

/** `POST /account/passkeys/options`. */
export const passkeyOptionsSchema = z
  .strictObject({ password: z.string().max(passwordCharsMax).optional() })
  .meta({ id: "PasskeyOptions" })
/** `POST /account/passkeys`: what the browser made of the options. */
export const passkeyCreateSchema = z
  .strictObject({ name: nameSchema, token: z.string().max(2_000), credential: registrationSchema })
  .meta({ id: "PasskeyCreate" })
export const passkeyPatchSchema = z.strictObject({ name: nameSchema }).meta({ id: "PasskeyPatch" })

export const passkeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Passkey" })
export const passkeyListSchema = z.object({ items: z.array(passkeySchema) }).meta({ id: "Passkeys" })
export const passkeyChallengeSchema = z
  .object({ token: z.string(), options: z.record(z.string(), z.unknown()) })
  .meta({ id: "PasskeyChallenge" })
export type Passkey = z.infer<typeof passkeySchema>

type Row = typeof passkeys.$inferSelect

function view({ id, name, createdAt, lastUsedAt }: Row): Passkey {
  return { id, name, createdAt: isoOf(createdAt), lastUsedAt: isoOrNull(lastUsedAt) }
}

/** One's own passkeys, newest first (API-3). Throws forbidden for whoever is no person. */
export async function listPasskeys(ctx: Ctx): Promise<{ items: Passkey[] }> {
  return { items: (await rowsOf(ctx)).map(view) }
}

async function rowsOf(ctx: Ctx): Promise<Row[]> {
  return await ctx.db
    .select()
    .from(passkeys)
    .where(eq(passkeys.userId, personOf(ctx).id))
    .orderBy(desc(passkeys.id))
}

/**
 * Begins to add a passkey. Whoever signed in more than a quarter of an hour ago gives the password too.
 * @throws invalid, conflict, tooManyRequests
 */
export async function beginPasskey(ctx: Ctx, input: z.infer<typeof passkeyOptionsSchema> & Place) {
  const { id, email } = personOf(ctx)
  if (!(await hasJustSignedIn(ctx))) await provePassword(ctx, { field: "password", password: input.password ?? "" })
  const known = await rowsOf(ctx)
  refuseTooMany(known.length)
  const { value, token } = await issueChallenge(ctx, subjectOf(ctx))
  const descriptors = known.map(({ credentialId, transports }) => ({ id: credentialId, transports }))
  return { token, options: creationOptions(input, { id, email, challenge: value, known: descriptors }) }
}

/** Keeps the passkey that the browser has made. @throws invalid, conflict */
export async function addPasskey(ctx: Ctx, input: z.infer<typeof passkeyCreateSchema> & Place): Promise<Passkey> {
  const { id: userId, email } = personOf(ctx)
  refuseTooMany(await ctx.db.$count(passkeys, eq(passkeys.userId, userId)))
  const challenge = await readChallenge(ctx, subjectOf(ctx), input.token)
  const made = challenge === null ? null : await readRegistration(input.credential, { origin: input.origin, challenge })
  if (challenge === null || made === null || "refused" in made || !(await spendChallenge(ctx, challenge))) {
    throw invalid("credential", "passkeyRefused", "This passkey does not answer what was asked. Begin again.")
  }
  const now = ctx.clock.now()
  const row: Row = {
    ...made,
    id: createId(now, ctx.random),
    userId,
    transports: input.credential.response.transports ?? [],
    name: input.name,
    createdAt: now,
    lastUsedAt: null,
  }
  const kept = await ctx.db.insert(passkeys).values(row).onConflictDoNothing().returning({ id: passkeys.id })
  if (kept.length === 0) throw invalid("credential", "passkeyTaken", "This passkey is registered already.")
  await auditInsert(ctx, { action: "passkey.added", subject: `user:${email}`, after: { name: row.name } })
  return view(row)
}

/** @throws notFound */
export async function renamePasskey(
  ctx: Ctx,
  input: { id: string } & z.infer<typeof passkeyPatchSchema>,
): Promise<Passkey> {
  const row = await load(ctx, input.id)
  await ctx.db.batch([
    ctx.db.update(passkeys).set({ name: input.name }).where(eq(passkeys.id, row.id)),
    auditInsert(ctx, {
      action: "passkey.renamed",
      subject: `user:${personOf(ctx).email}`,
      before: { name: row.name },
      after: { name: input.name },
    }),
  ])
  return view({ ...row, name: input.name })
}

/** From now on the passkey leads nowhere. @throws notFound */
export async function removePasskey(ctx: Ctx, input: { id: string }): Promise<void> {
  const row = await load(ctx, input.id)
  await ctx.db.batch([
    ctx.db.delete(passkeys).where(eq(passkeys.id, row.id)),
    auditInsert(ctx, {
      action: "passkey.removed",
      subject: `user:${personOf(ctx).email}`,
      before: { name: row.name },
    }),
  ])
}

/** One of one's own; of another person's it is not said that it is there. @throws notFound */
async function load(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.db
    .select()
    .from(passkeys)
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, personOf(ctx).id)))
  if (row === undefined) throw notFound("passkey")
  return row
}

/** Only the session that has asked may answer. */
function subjectOf(ctx: Ctx): string {
  const { id, sessionId } = personOf(ctx)
  return `add ${id} ${sessionId}`
}

function refuseTooMany(count: number): void {
  if (count < passkeysMax) return
  throw new AppError("conflict", `A person has at most ${passkeysMax} passkeys.`, {
    reason: "passkeysFull",
    named: [passkeysMax],
  })
}
