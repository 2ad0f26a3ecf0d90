/** Which addresses outbound calls may reach (API-5). */
export interface OutboundPolicy {
  /** `host` or `host:port`, lower case: reached although private. */
  allow: ReadonlySet<string>
  /** Where this system itself is reached; null: not known. */
  ownOrigin: string | null
}

/** Reads OUTBOUND_ALLOW: a comma list of hosts. */
export function outboundPolicy(allow: string | undefined, ownOrigin: string | null): OutboundPolicy {
  const hosts = (allow ?? "").split(",").map((host) => host.trim().toLowerCase())
  return { allow: new Set(hosts.filter((host) => host !== "")), ownOrigin }
}

/** Names that only mean something inside a network, and public ones that are known to lead back into it (SEC-23). */
const innerNames = [
  ...["localhost", "local", "internal", "intranet", "private", "lan", "home", "corp", "home.arpa", "localdomain"],
  ...["nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "lacolhost.com"],
]

/** IPv4 blocks that are not the public Internet: first address and prefix length. */
const innerBlocks: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
]

/**
 * Why an address may not be called, in words, or null (API-5, SEC-21). Judged after parsing: the URL standard turns
 * `0x7f000001`, `2130706433` and `127.1` into 127.0.0.1. Redirects are the caller's not to follow (SEC-22). Names are
 * judged as names: what they resolve to is the platform's affair, and a Worker on Cloudflare reaches the public Internet
 * only (SEC-23).
 */
export function refusedAddress(address: string, policy: OutboundPolicy): string | null {
  if (!URL.canParse(address)) return "This is no address."
  const url = new URL(address)
  if (url.protocol !== "https:" && url.protocol !== "http:") return "An address begins with https:// or http://."
  if (url.username !== "" || url.password !== "") return "An address holds no user name and no password."
  const host = url.hostname.replace(/\.+$/, "")
  const port = url.port || (url.protocol === "https:" ? "443" : "80")
  if (policy.allow.has(`${host}:${port}`)) return null
  if (isOwn(host, port, policy)) return "This is our own address."
  if (policy.allow.has(host)) return null
  if (isIpv4(host)) return isInnerIpv4(host) ? "This address is not on the public Internet." : null
  if (host.startsWith("["))
    return isPublicIpv6(host.slice(1, -1)) ? null : "This address is not on the public Internet."
  const isInner = !host.includes(".") || innerNames.some((name) => host === name || host.endsWith(`.${name}`))
  return isInner ? "This name is not on the public Internet." : null
}

/**
 * The same for a host that is connected to by its name and port. Without encryption only what OUTBOUND_ALLOW names is
 * reached: passwords and messages would be open to all on the way.
 */
export function refusedHost(
  { host, port, encrypted }: { host: string; port: number; encrypted: boolean },
  policy: OutboundPolicy,
): string | null {
  const refusal = refusedAddress(`https://${host}:${port}`, policy)
  if (refusal !== null || encrypted) return refusal
  const name = host.toLowerCase().replace(/\.+$/, "")
  const isAllowed = policy.allow.has(name) || policy.allow.has(`${name}:${port}`)
  return isAllowed ? null : "Without encryption only hosts that OUTBOUND_ALLOW names are reached."
}

/**
 * The same for the template of an address, as far as it can be judged before values are in: all of it without a tag,
 * else the part before the first one when it holds the whole host.
 */
export function refusedTemplate(template: string, policy: OutboundPolicy): string | null {
  const literal = template.trim().split(/\{[{%]/)[0] ?? ""
  if (literal === template.trim()) return refusedAddress(literal, policy)
  if (!/^https?:\/\//i.test(literal)) return "An address begins with https:// or http://."
  const host = /^https?:\/\/[^/?#\\]+[/?#\\]/i.exec(literal)?.[0]
  return host === undefined ? null : refusedAddress(host, policy)
}

function isOwn(host: string, port: string, { ownOrigin }: OutboundPolicy): boolean {
  if (ownOrigin === null) return false
  const own = new URL(ownOrigin)
  const ownPort = own.port || (own.protocol === "https:" ? "443" : "80")
  if (host === own.hostname) return port === ownPort || !isLoopback(host)
  return isLoopback(host) && isLoopback(own.hostname) && port === ownPort
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || (isIpv4(host) && host.startsWith("127."))
}

function isIpv4(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host)
}

function isInnerIpv4(host: string): boolean {
  const address = numberOf(host)
  return innerBlocks.some(([first, length]) => {
    const size = 2 ** (32 - length)
    return Math.floor(address / size) === Math.floor(numberOf(first) / size)
  })
}

function numberOf(ipv4: string): number {
  return ipv4.split(".").reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** Global unicast (2000::/3) without what is for documents, or wraps an IPv4 address. `address` as the URL standard writes it. */
function isPublicIpv6(address: string): boolean {
  const [first = 0, second = 0] = groupsOf(address)
  if (first < 0x2000 || first > 0x3fff || first === 0x2002 || first === 0x3fff) return false
  return !(first === 0x2001 && (second < 0x200 || second === 0xdb8))
}

function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::")
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)))
  const before = numbers(head)
  const after = numbers(tail ?? "")
  return tail === undefined ? before : [...before, ...Array(8 - before.length - after.length).fill(0), ...after]
}
