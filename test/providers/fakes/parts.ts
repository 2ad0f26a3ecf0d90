import { bytesOfBase64 } from "../../../src/core/encoding"
import type { CallbackRequest } from "../../../src/providers/provider"

/** Throws unless a request goes where the documentation says, with this header. */
export function expectRequest(request: Request, line: string, [name, value]: [string, string]): void {
  if (`${request.method} ${request.url}` !== line) throw new Error(`${request.method} ${request.url}`)
  if (request.headers.get(name) !== value) throw new Error(`${name}: ${request.headers.get(name)}`)
}

export function fileOf(filename: string, contentType: string, base64: string) {
  return { filename, contentType, bytes: bytesOfBase64(base64) ?? new Uint8Array() }
}

/** A mailbox as `Name <address>`, from its parts. */
export function mailbox(email: string, name: string | undefined): string {
  return name === undefined ? email : `"${name.replaceAll(/["\\]/g, (found) => `\\${found}`)}" <${email}>`
}

/** A callback as it comes in. */
export function callbackOf(body: unknown, headers: Record<string, string> = {}): CallbackRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return { method: "POST", url: "https://millrace.example/x", headers: new Headers(headers), body: text }
}

export function withHeader(request: CallbackRequest, name: string, value: string): CallbackRequest {
  const headers = new Headers(request.headers)
  headers.set(name, value)
  return { ...request, headers }
}
