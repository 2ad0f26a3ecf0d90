/** A file to be kept, never shown: no browser takes it for a page of ours, whatever is in it (SEC-41). */
export function attachment(file: { body: ReadableStream; name: string; type: string; size?: number }): Response {
  return new Response(file.body, {
    headers: {
      "content-type": file.type,
      "content-disposition": disposition(file.name),
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cache-control": "private, no-store",
      "x-robots-tag": "noindex, nofollow",
      ...(file.size === undefined ? {} : { "content-length": String(file.size) }),
    },
  })
}

/** Saved under its name; the first form is for programs that know no other (RFC 6266). */
function disposition(name: string): string {
  const ascii = name.replace(/[^\u0020-\u007e]|["\\%]/g, "_")
  const utf8 = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`
}

/** A CSV file to be kept, whole or streamed. */
export function csvFile(body: ReadableStream<Uint8Array> | string, name: string): Response {
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  })
}
