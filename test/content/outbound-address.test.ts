import { describe, expect, it } from "vitest"
import { outboundPolicy, refusedAddress, refusedTemplate } from "../../src/content/outbound-address"

const policy = outboundPolicy(undefined, "https://millrace.example.com")

describe("addresses that calls may reach", () => {
  it.each([
    ...["http://127.0.0.1/", "http://0x7f000001/", "http://2130706433/", "http://0177.0.0.1/", "http://127.1/"],
    ...[
      "http://１２７.０.０.１/",
      "http://[::1]/",
      "http://[::ffff:169.254.169.254]/",
      "http://169.254.169.254/latest",
    ],
    ...[
      "http://10.1.2.3/",
      "http://172.16.0.1/",
      "http://172.31.255.255/",
      "http://192.168.1.1/",
      "http://100.64.0.1/",
    ],
    ...["http://100.127.255.255/", "http://0.0.0.0/", "http://255.255.255.255/", "http://224.0.0.1/"],
    ...["http://[fd00::1]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[::]/", "http://[2002:7f00:1::]/"],
    ...["http://[64:ff9b::7f00:1]/", "http://[2001:db8::1]/", "http://[ff02::1]/", "http://[::127.0.0.1]/"],
    ...[
      "http://localhost/",
      "http://LOCALHOST./",
      "http://a.localhost/",
      "http://db.internal/",
      "http://printer.local/",
    ],
    ...["http://metadata.google.internal/", "http://metadata/", "http://intranet/", "http://127.0.0.1.nip.io/"],
    ...["http://127.0.0.1./", "http://127%2e0%2e0%2e1/", "http://10.0.0.1:8080/", "http://169.254.169.254.:80/"],
    ...["https://millrace.example.com/api/v1/members", "http://millrace.example.com:8080/"],
    ...[
      "ftp://example.com/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "https://user:pw@example.com/",
      "no address",
      "",
    ],
  ])("SEC-21 API-5 refuses %s", (address) => {
    expect(refusedAddress(address, policy)).not.toBeNull()
  })

  it.each([
    ...[
      "https://example.com/",
      "http://example.com:8080/x",
      "https://8.8.8.8/",
      "https://172.32.0.1/",
      "https://[2606:4700::1]/",
    ],
    ...[
      "https://100.128.0.1/",
      "https://api.internal.example.com/",
      "https://localhost.example.com/",
      "https://example.com./",
    ],
  ])("API-5 lets %s pass", (address) => {
    expect(refusedAddress(address, policy)).toBeNull()
  })

  it("API-5 what the deployment allows is reached, by host or by host and port, and nothing else", () => {
    const allowing = outboundPolicy(" 127.0.0.1, db.internal:5000 ", "http://localhost:8787")
    expect(refusedAddress("http://127.0.0.1:9999/hook", allowing)).toBeNull()
    expect(refusedAddress("http://0x7f.1:9999/hook", allowing)).toBeNull()
    expect(refusedAddress("http://127.0.0.2:9999/hook", allowing)).not.toBeNull()
    expect(refusedAddress("http://db.internal:5000/", allowing)).toBeNull()
    expect(refusedAddress("http://db.internal:5001/", allowing)).not.toBeNull()
  })

  it("SEC-21 our own address stays refused beside an allowed host, under every name of this machine", () => {
    const allowing = outboundPolicy("127.0.0.1,localhost", "http://localhost:8787")
    for (const own of ["http://localhost:8787/", "http://127.0.0.1:8787/api/v1/members", "http://127.1:8787/"]) {
      expect(refusedAddress(own, allowing)).not.toBeNull()
    }
    expect(refusedAddress("http://localhost:9000/", allowing)).toBeNull()
  })
})

describe("templates of addresses", () => {
  it("API-5 the host that stands before the first tag is judged before publishing", () => {
    expect(refusedTemplate("http://127.0.0.1/{{ member.id }}", policy)).not.toBeNull()
    expect(refusedTemplate("https://example.com/{{ member.id }}", policy)).toBeNull()
    expect(refusedTemplate("https://example.com", policy)).toBeNull()
    expect(refusedTemplate("{{ member.attributes.url }}", policy)).not.toBeNull()
    expect(refusedTemplate("ftp://{{ member.id }}", policy)).not.toBeNull()
  })

  it("API-5 a host that a value makes is judged when it is there", () => {
    expect(refusedTemplate("https://{{ data.region }}.example.com/", policy)).toBeNull()
    expect(refusedTemplate("http://127.{{ data.rest }}/", policy)).toBeNull()
  })
})
