/** Whoever asks for an address, by what the request says. */
export interface Visitor {
  method: string
  /** "" where none was sent. */
  userAgent: string
  /** Values of the headers by which browsers say that nobody has asked yet. */
  purposes: readonly string[]
}

/** Programs that look at links before people do, or instead of them, by their names. */
const programs = new RegExp(
  [
    ...[
      "(?<!cu)bot\\b",
      "bot/",
      "crawl",
      "spider",
      "slurp",
      "scan",
      "preview",
      "fetcher",
      "monitor",
      "headless",
      "phantomjs",
    ],
    ...["curl/", "wget", "python", "java/", "go-http-client", "libwww", "httpclient", "node-fetch", "axios", "undici"],
    ...["facebookexternalhit", "whatsapp", "skypeuri", "slack", "discord", "google-safety", "google-read-aloud"],
    // Of messengers: what makes the preview, not the browser inside.
    ...["viber/", "google-pagerenderer", "kakaotalk-scrap", "line-poker", "vkshare"],
    ...["barracuda", "mimecast", "proofpoint", "urldefense", "symantec", "messagelabs", "cloudmark", "trendmicro"],
    ...["trend micro", "sophos", "forcepoint", "fireeye", "trellix", "ironport", "fortinet", "fortiguard"],
    ...["bitdefender", "kaspersky", "zscaler", "cyren", "vade", "checkpoint", "safelinks", "virustotal", "avanan"],
  ].join("|"),
  "i",
)

/** Apple's mail privacy loads every picture in advance, under this name and nothing else. */
const appleMail = "Mozilla/5.0"

/** Whether it is a program by its own word (UNS-16); pictures that a mailbox loads for its reader do count. */
export function isProgram({ method, userAgent, purposes }: Visitor): boolean {
  if (method !== "GET" || userAgent.trim() === "" || userAgent.trim() === appleMail) return true
  return purposes.some((one) => /prefetch|preview|prerender/i.test(one)) || programs.test(userAgent)
}
