import {
  accountPatchSchema,
  accountSchema,
  changePassword,
  passwordChangeSchema,
  readAccount,
  signOutEverywhere,
} from "../../services/auth/account"
import { setLocale } from "../../services/auth/locale"
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  passkeyChallengeSchema,
  passkeyCreateSchema,
  passkeyListSchema,
  passkeyOptionsSchema,
  passkeyPatchSchema,
  passkeySchema,
  removePasskey,
  renamePasskey,
} from "../../services/auth/passkeys"
import { placeOf } from "../passkey-session"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Access"

/** A person's own account: by their session, as a token has none. */
export const accountEndpoints = [
  endpoint({
    method: "get",
    path: "/account",
    tag,
    summary: "Get one's own account",
    description: "By a person's session; API tokens have no account.",
    needs: "person",
    answer: { status: 200, schema: accountSchema },
    run: (ctx) => readAccount(ctx),
  }),
  endpoint({
    method: "patch",
    path: "/account",
    tag,
    summary: "Change one's own language",
    needs: "person",
    body: accountPatchSchema,
    example: { locale: "es" },
    answer: { status: 200, schema: accountSchema },
    run: async (ctx, { body }) => {
      const account = await readAccount(ctx)
      await setLocale(ctx, body)
      return { ...account, ...body }
    },
  }),
  endpoint({
    method: "post",
    path: "/account/password",
    tag,
    summary: "Change one's own password",
    description: "Ends the person's other sessions.",
    needs: "person",
    body: passwordChangeSchema,
    answer: { status: 204 },
    run: (ctx, { body }) => changePassword(ctx, body),
  }),
  endpoint({
    method: "delete",
    path: "/account/sessions",
    tag,
    summary: "Sign out everywhere",
    description: "Ends every session of the person, this one among them.",
    needs: "person",
    answer: { status: 204 },
    run: (ctx) => signOutEverywhere(ctx),
  }),
  endpoint({
    method: "get",
    path: "/account/passkeys",
    tag,
    summary: "List one's own passkeys",
    needs: "person",
    answer: { status: 200, schema: passkeyListSchema },
    run: (ctx) => listPasskeys(ctx),
  }),
  endpoint({
    method: "post",
    path: "/account/passkeys/options",
    tag,
    summary: "Begin to add a passkey",
    description:
      "Answers what to hand to `navigator.credentials.create()`, good for five minutes in this session. Whoever signed in more than a quarter of an hour ago gives their `password` too. People sign in with a passkey on the sign-in page.",
    needs: "person",
    body: passkeyOptionsSchema,
    answer: { status: 200, schema: passkeyChallengeSchema },
    errors: [409],
    run: (ctx, { body }, c) => beginPasskey(ctx, { ...body, ...placeOf(c) }),
  }),
  endpoint({
    method: "post",
    path: "/account/passkeys",
    tag,
    summary: "Add a passkey",
    description: "With the `token` of the options and what the browser has made of them.",
    needs: "person",
    body: passkeyCreateSchema,
    answer: { status: 201, schema: passkeySchema },
    errors: [409],
    run: (ctx, { body }, c) => addPasskey(ctx, { ...body, ...placeOf(c) }),
  }),
  endpoint({
    method: "patch",
    path: "/account/passkeys/{id}",
    tag,
    summary: "Rename a passkey",
    needs: "person",
    params: idParams,
    body: passkeyPatchSchema,
    example: { name: "Work laptop" },
    answer: { status: 200, schema: passkeySchema },
    errors: [404],
    run: (ctx, { params, body }) => renamePasskey(ctx, { ...params, ...body }),
  }),
  endpoint({
    method: "delete",
    path: "/account/passkeys/{id}",
    tag,
    summary: "Remove a passkey",
    description: "It leads nowhere from now on.",
    needs: "person",
    params: idParams,
    answer: { status: 204 },
    errors: [404],
    run: (ctx, { params }) => removePasskey(ctx, params),
  }),
]
