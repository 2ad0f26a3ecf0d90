import {
  accountPatchSchema,
  accountSchema,
  changePassword,
  passwordChangeSchema,
  readAccount,
  signOutEverywhere,
} from "../../services/auth/account"
import { setLocale } from "../../services/auth/locale"
import { endpoint } from "./endpoint"

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
]
