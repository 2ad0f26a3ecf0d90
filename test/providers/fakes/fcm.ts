import { jwtVerify } from "jose"
import { providers } from "../../../src/providers/registry"
import type { Fake } from "../contract"
import { pemOf, rsa } from "./keys"

const account = {
  type: "service_account",
  project_id: "bank-app",
  client_email: "push@bank-app.iam.gserviceaccount.com",
  private_key: await pemOf(rsa.privateKey),
}
const serviceAccount = JSON.stringify(account)
const tokenUrl = "https://oauth2.googleapis.com/token"

/** FCM by https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages and Google's service accounts. */
export const fcmFake: Fake<"push"> = {
  provider: providers.push.fcm,
  settings: { baseUrl: null, credentials: { serviceAccount } },
  badCredentials: [
    ["serviceAccount", {}],
    ["serviceAccount", { serviceAccount: "no JSON" }],
    ["serviceAccount", { serviceAccount: JSON.stringify({ ...account, private_key: undefined }) }],
    ["key", { serviceAccount, key: "x" }],
  ],
  to: (n) => `fcm-token-${n}`,
  async aside(request) {
    if (request.url !== tokenUrl) return null
    const form = new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer()))
    const { payload } = await jwtVerify(form.get("assertion") ?? "", rsa.publicKey, { audience: tokenUrl })
    const scope = "https://www.googleapis.com/auth/firebase.messaging"
    if (payload.iss !== account.client_email || payload.scope !== scope) throw new Error("Wrong claims")
    if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") throw new Error("Wrong grant")
    return Response.json({ access_token: "ya29.token", expires_in: 3_599, token_type: "Bearer" })
  },
  async read(request) {
    const url = "https://fcm.googleapis.com/v1/projects/bank-app/messages:send"
    if (`${request.method} ${request.url}` !== `POST ${url}`) throw new Error(request.url)
    if (request.headers.get("authorization") !== "Bearer ya29.token") throw new Error("No token")
    const { message } = (await request.json()) as {
      message: { token: string; notification: { title: string; body: string }; data: Record<string, unknown> }
    }
    if (Object.values(message.data).some((value) => typeof value !== "string")) throw new Error("Data are strings")
    const { title, body } = message.notification
    return [{ key: null, to: message.token, ref: null, title, text: body, link: String(message.data.link) }]
  },
  answer(_, refused) {
    if (!refused.has(0)) return Response.json({ name: "projects/bank-app/messages/1" })
    const details = [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: "UNREGISTERED" }]
    const error = { code: 404, message: "Requested entity was not found.", status: "NOT_FOUND", details }
    return Response.json({ error }, { status: 404 })
  },
}
