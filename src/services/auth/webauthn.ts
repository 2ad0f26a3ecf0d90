import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server"
import * as z from "zod"
import { base64UrlOf, bytesOfBase64 } from "../../core/encoding"

/** Longest credential id (bytes 1,023) and largest other part of an answer, in characters of base64url. */
const credentialIdMax = 1_364
const partMax = 20_000

/** Where people see this system: passkeys are bound to it. */
export interface Place {
  /** `https://millrace.example.com` */
  origin: string
}

const credentialId = z.string().min(1).max(credentialIdMax)
const part = z.string().min(1).max(partMax)
const credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).optional(),
}

/** What `navigator.credentials.create()` gives, as `RegistrationResponseJSON`. */
export const registrationSchema = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: part,
      attestationObject: part,
      transports: z.array(z.string().max(20)).max(10).optional(),
    }),
  })
  .meta({ id: "PasskeyRegistration" })

/** What `navigator.credentials.get()` gives, as `AuthenticationResponseJSON`. */
export const assertionSchema = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: part,
      authenticatorData: part,
      signature: part,
      userHandle: z.string().max(200).nullish(),
    }),
  })
  .meta({ id: "PasskeyAssertion" })
export type Assertion = z.infer<typeof assertionSchema>

/** ES256, Ed25519, RS256: what WebAuthn asks everybody to offer. */
const algorithms = [-7, -8, -257]

/** What to hand to `navigator.credentials.create()`: a key that is found without a name, behind a PIN or a finger. */
export function creationOptions(
  place: Place,
  subject: { id: string; email: string; challenge: string; known: readonly { id: string; transports: string[] }[] },
) {
  return {
    rp: { id: new URL(place.origin).hostname, name: "Millrace" },
    user: { id: base64UrlOf(new TextEncoder().encode(subject.id)), name: subject.email, displayName: subject.email },
    challenge: subject.challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
    excludeCredentials: subject.known.map((one) => ({ type: "public-key", ...one })),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    attestation: "none",
  }
}

/** What to hand to `navigator.credentials.get()`: any passkey of this place. */
export function requestOptions(place: Place, challenge: string) {
  return { rpId: new URL(place.origin).hostname, challenge, userVerification: "required", allowCredentials: [] }
}

export interface NewPasskey {
  credentialId: string
  publicKey: string
  counter: number
}

/** A refusal and why, for the audit log. */
export interface Refused {
  refused: string
}

/** Checks a new passkey: our challenge, our place, a person who proved to be there. */
export async function readRegistration(
  answer: z.infer<typeof registrationSchema>,
  expected: Place & { challenge: string },
): Promise<NewPasskey | Refused> {
  const { verifyRegistrationResponse } = await library()
  return await orRefused(async () => {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...answer, clientExtensionResults: {} } as RegistrationResponseJSON,
      ...expectations(expected),
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified) return { refused: "The attestation is not right." }
    const { id, publicKey, counter } = registrationInfo.credential
    return { credentialId: id, publicKey: base64UrlOf(publicKey), counter }
  })
}

/** Checks a passkey's signature and counter. */
export async function readAssertion(
  answer: Assertion,
  expected: Place & { challenge: string; passkey: NewPasskey },
): Promise<{ counter: number } | Refused> {
  const { verifyAuthenticationResponse } = await library()
  const { credentialId, publicKey, counter } = expected.passkey
  return await orRefused(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...answer, clientExtensionResults: {} } as AuthenticationResponseJSON,
      ...expectations(expected),
      credential: { id: credentialId, publicKey: bytesOfBase64(publicKey) ?? new Uint8Array(), counter },
    })
    return verified ? { counter: authenticationInfo.newCounter } : { refused: "The signature is not right." }
  })
}

/** A third of a megabyte that few requests need. */
async function library(): Promise<typeof import("@simplewebauthn/server")> {
  return await import("@simplewebauthn/server")
}

function expectations({ origin, challenge }: Place & { challenge: string }) {
  return {
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    requireUserVerification: true,
  }
}

/** The library throws whatever is wrong with an answer. */
async function orRefused<T>(check: () => Promise<T>): Promise<T | Refused> {
  try {
    return await check()
  } catch (error) {
    return { refused: error instanceof Error ? error.message.slice(0, 200) : "It cannot be read." }
  }
}
