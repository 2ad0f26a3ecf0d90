import { describe, expect, it } from "vitest"
import { isProgram } from "../../src/content/visitor"

const safari =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 Version/20.1 Mobile/15E148 Safari/604.1"
const by = (userAgent: string, more: { method?: string; purposes?: string[] } = {}) =>
  isProgram({ method: "GET", purposes: [], ...more, userAgent })

describe("visitors", () => {
  it.each([
    safari,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Microsoft Office/16.0 (Microsoft Outlook 16.0.18000; Pro)",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0",
    "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36",
  ])("UNS-16 a person reads with %s", (userAgent) => {
    expect(by(userAgent)).toBe(false)
  })

  it.each([
    "",
    "Mozilla/5.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 HeadlessChrome/150.0.0.0 Safari/537.36",
    "Barracuda Sentinel (EE)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Viber/13.3.0.5 CFNetwork/1128.0.1 Darwin/19.6.0",
    "Mozilla/5.0 (compatible; Google-PageRenderer Google (+https://developers.google.com))",
    "curl/8.5.0",
    "python-requests/2.32.3",
    "SkypeUriPreview Preview/0.5",
  ])("UNS-16 “%s” is a program", (userAgent) => {
    expect(by(userAgent)).toBe(true)
  })

  it("UNS-16 HEAD and prefetching are a program's, whatever its name", () => {
    expect(by(safari, { method: "HEAD" })).toBe(true)
    expect(by(safari, { purposes: ["prefetch;prerender"] })).toBe(true)
  })
})
