/**
 * The layer table of the architecture: what each layer may import. `types` marks what may only be imported as types.
 * Packages are named by the start of their specifier.
 */
export interface Layer {
  may: string[]
  types: string[]
  packages: string[]
}

export const layers: Record<string, Layer> = {
  core: { may: ["core"], types: [], packages: ["zod", "libphonenumber-js"] },
  engine: { may: ["core", "engine"], types: [], packages: ["zod", "luxon"] },
  content: {
    may: ["core", "content"],
    types: [],
    packages: ["zod", "liquidjs", "harfbuzzjs/", "bidi-js", "mrml/", "node:zlib"],
  },
  providers: {
    may: ["core", "providers"],
    types: [],
    packages: ["zod", "aws4fetch", "jose", "@block65/webcrypto-web-push"],
  },
  db: { may: ["core", "db"], types: ["engine"], packages: ["zod", "drizzle-orm"] },
  services: {
    may: ["core", "engine", "content", "db", "services"],
    types: ["providers"],
    packages: [
      "zod",
      "drizzle-orm",
      "csv-parse",
      "@simplewebauthn/server",
      "standardwebhooks",
      "node:crypto",
      "node:buffer",
      "@hono/zod-openapi",
    ],
  },
  platform: {
    may: ["core", "engine", "db", "platform"],
    types: ["env", "services", "member", "campaign", "system"],
    packages: ["cloudflare:sockets", "cloudflare:workers", "jose"],
  },
  member: {
    may: ["core", "engine", "db", "platform", "member"],
    types: ["env", "services"],
    packages: ["cloudflare:workers"],
  },
  campaign: {
    may: ["core", "engine", "db", "platform", "campaign"],
    types: ["env", "services"],
    packages: ["cloudflare:workers"],
  },
  system: {
    // The sweeper hands out what the consumers would have.
    may: ["core", "engine", "db", "platform", "queues", "system"],
    types: ["env", "services"],
    packages: ["cloudflare:workers"],
  },
  queues: {
    may: ["core", "db", "services", "content", "providers", "platform", "queues"],
    types: ["engine", "env", "member"],
    packages: [],
  },
  routes: {
    may: ["core", "services", "web", "routes"],
    types: ["engine", "env"],
    packages: ["zod", "hono", "@hono/", "preact", "standardwebhooks", "node:crypto", "node:buffer"],
  },
  web: {
    may: ["web"],
    types: ["core", "engine", "services", "content"],
    packages: [
      "preact",
      "preact-render-to-string",
      "htmx.org",
      "@simplewebauthn/browser",
      "@xyflow/",
      "lucide-static",
      "@fontsource-variable/",
    ],
  },
}

/** The layer of a path, or null for the two files at the root of `src`, where ports meet adapters. */
export function layerOf(path: string): string | null {
  if (path.startsWith("web/")) return "web"
  const folder = /^src\/([^/]+)\//.exec(path)?.[1]
  if (folder) return folder
  return path === "src/env.ts" ? "env" : null
}
